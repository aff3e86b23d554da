import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { computed } from '@preact/signals';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import { AddPeopleForm } from '../../viewmodel/groups/add-people-form.ts';
import { friendsIn } from '../../viewmodel/groups/people-picker.ts';
import { useTacet } from '../context.ts';
import { conversationName } from '../format/names.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

interface AddPeopleProps {
  readonly view: GroupConversationView;
  readonly me: Person;
  readonly onClose: () => void;
}

/** The owner invites more friends. */
export function AddPeople({ view, me, onClose }: AddPeopleProps): JSX.Element {
  const { messenger, snapshot, toasts } = useTacet();
  const form = useMemo(() => {
    const friends = computed(() => friendsIn(snapshot.value));
    return new AddPeopleForm(messenger, view, friends);
  }, []);
  const invite = async (): Promise<void> => {
    const count = await form.submit();
    if (count === 0) return;
    toasts.show({ what: 'people-invited', count });
    onClose();
  };
  return (
    <Dialog title={t('add-people.title', { name: conversationName(view, me.accountId) })} onClose={onClose}>
      {form.picker.friends.value.length === 0 ? (
        <EmptyState title={t('add-people.none-left-title')} text={t('add-people.none-left-text')} />
      ) : (
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void invite();
          }}
        >
          <PeoplePicker picker={form.picker} missing={form.empty.value} autofocus />
          <p class="form-text form-hint">{t('add-people.hint')}</p>
          <FailureAlert failure={form.submission.failure} />
          <footer class="dialog-foot">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" look="primary" busy={form.submission.busy}>
              {t('picker.add-people')}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}
