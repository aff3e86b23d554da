import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { computed } from '@preact/signals';
import type { Person } from '../../messenger/port.ts';
import { MAX_GROUP_NAME_LENGTH, NewGroupForm } from '../../viewmodel/groups/new-group-form.ts';
import { friendsIn } from '../../viewmodel/groups/people-picker.ts';
import { useTacet } from '../context.ts';
import { describeFailure } from '../format/failures.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Field } from '../parts/Field.tsx';
import { useLeave } from '../parts/leave.ts';
import { PeoplePicker } from './PeoplePicker.tsx';

export function NewGroup({ me }: { readonly me: Person }): JSX.Element {
  const tacet = useTacet();
  const friends = useMemo(() => computed(() => friendsIn(tacet.snapshot.value)), []);
  const form = useMemo(() => new NewGroupForm(tacet.messenger, me, friends), []);
  const leave = useLeave();
  const close = (): boolean => leave(() => tacet.navigation.close({ dialog: null }));
  // The group takes the place of the dialog: Back must not lead to an empty form.
  const show = (roomId: string): boolean =>
    leave(() => tacet.navigation.replace({ roomId, details: false, dialog: null }));
  return (
    <Dialog title={t('new-group.title')} onClose={close}>
      {friends.value.length === 0 ? (
        <EmptyState title={t('new-group.no-friends-title')} text={t('new-group.no-friends-text')}>
          <Button
            look="primary"
            icon="add-friend"
            onClick={() => tacet.navigation.replace({ dialog: 'add-friend' })}
          >
            {t('home.add-friend')}
          </Button>
        </EmptyState>
      ) : (
        <Form form={form} onMade={show} onClose={close} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly form: NewGroupForm;
  readonly onMade: (roomId: string) => void;
  readonly onClose: () => void;
}

function Form({ form, onMade, onClose }: FormProps): JSX.Element {
  const blocked = form.blocked.value;
  const { failure } = form.submission;
  const create = async (): Promise<void> => {
    const roomId = await form.submit();
    if (roomId !== null) onMade(roomId);
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <Field
        label={t('new-group.name')}
        value={form.name.value}
        onText={(text) => form.typeName(text)}
        problem={blocked === 'name' ? nameProblem(form) : null}
        urgent
        maxLength={MAX_GROUP_NAME_LENGTH}
        autocomplete="off"
        autofocus
      />
      <PeoplePicker picker={form.picker} missing={blocked === 'people'} />
      <p class="form-text form-hint">{t('new-group.hint')}</p>
      {blocked === null && <FailureAlert failure={failure} />}
      <footer class="dialog-foot">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={form.submission.busy}>
          {t('new-group.create')}
        </Button>
      </footer>
    </form>
  );
}

/** The server may not like a name that is there. */
function nameProblem({ submission: { failure } }: NewGroupForm): string {
  return failure === null ? t('new-group.name-missing') : describeFailure(failure);
}
