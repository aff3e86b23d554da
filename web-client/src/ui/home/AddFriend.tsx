import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { AddFriendForm } from '../../viewmodel/home/add-friend-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';
import { useLeave } from '../parts/leave.ts';

export function AddFriend(): JSX.Element {
  const tacet = useTacet();
  const form = useMemo(() => new AddFriendForm(tacet.messenger), []);
  const leave = useLeave();
  const close = (): boolean => leave(() => tacet.navigation.close({ dialog: null }));
  const send = async (): Promise<void> => {
    const result = await form.submit();
    if (!result.ok) return;
    const what = result.value.state === 'accepted' ? 'now-friends' : 'request-sent';
    tacet.toasts.show({ what, name: form.target });
    close();
  };
  return (
    <Dialog title={t('add-friend.title')} onClose={close}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="form-text">{t('add-friend.text')}</p>
        <Field
          label={t('add-friend.username')}
          value={form.username.value}
          onText={(text) => form.type(text)}
          autocomplete="off"
          verbatim
          autofocus
        />
        <FailureAlert failure={form.submission.failure} />
        <footer class="dialog-foot">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={form.submission.busy}
            disabled={form.username.value.trim() === ''}
          >
            {t('add-friend.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
