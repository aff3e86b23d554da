import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { GroupConversationView } from '../../messenger/port.ts';
import { EditGroupForm, MAX_GROUP_DESCRIPTION_LENGTH } from '../../viewmodel/groups/edit-group-form.ts';
import { MAX_GROUP_NAME_LENGTH } from '../../viewmodel/groups/new-group-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';

interface EditGroupProps {
  readonly view: GroupConversationView;
  readonly onClose: () => void;
}

/** Name and description, which only the owner changes. */
export function EditGroup({ view, onClose }: EditGroupProps): JSX.Element {
  const { messenger, toasts } = useTacet();
  const form = useMemo(() => new EditGroupForm(messenger, view), []);
  const save = async (): Promise<void> => {
    if (!(await form.submit())) return;
    toasts.show({ what: 'group-saved' });
    onClose();
  };
  return (
    <Dialog title={t('edit-group.title')} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t('new-group.name')}
          value={form.name.value}
          onText={(text) => form.typeName(text)}
          problem={form.complete ? null : t('new-group.name-missing')}
          maxLength={MAX_GROUP_NAME_LENGTH}
          autocomplete="off"
          autofocus
        />
        <Field
          label={t('edit-group.description')}
          aside={t('edit-group.optional')}
          value={form.description.value}
          onText={(text) => form.typeDescription(text)}
          hint={t('edit-group.hint')}
          maxLength={MAX_GROUP_DESCRIPTION_LENGTH}
          autocomplete="off"
        />
        <FailureAlert failure={form.submission.failure} />
        <footer class="dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={form.submission.busy} disabled={!form.complete}>
            {t('common.save')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
