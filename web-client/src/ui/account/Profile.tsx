import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { Submission } from '../../viewmodel/system/submission.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';
import { useLeave } from '../parts/leave.ts';

const MAX_NAME_LENGTH = 64;
const MAX_ABOUT_LENGTH = 500;

export function Profile({ me, onClose }: { me: Person; onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const [firstName, setFirstName] = useState(me.firstName);
  const [lastName, setLastName] = useState(me.lastName);
  const [about, setAbout] = useState(me.about);
  const submission = useMemo(() => new Submission(), []);
  const leave = useLeave();
  const close = (): boolean => leave(onClose);
  const save = async (): Promise<void> => {
    const profile = { firstName: firstName.trim(), lastName: lastName.trim(), about: about.trim() };
    const result = await submission.run(() => tacet.messenger.call('updateProfile', profile));
    if (!result.ok) return;
    tacet.toasts.show({ what: 'profile-saved' });
    close();
  };
  return (
    <Dialog title={t('account.profile')} onClose={close}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="profile-head">
          <Avatar id={me.username} name={displayName({ ...me, firstName, lastName })} size="large" />
          <div>
            <strong>@{me.username}</strong>
            <p class="form-text">{t('profile.text')}</p>
          </div>
        </div>
        <div class="form-row">
          <Field
            label={t('welcome.first-name')}
            value={firstName}
            onText={setFirstName}
            maxLength={MAX_NAME_LENGTH}
            autocomplete="given-name"
          />
          <Field
            label={t('welcome.last-name')}
            aside={t('welcome.optional')}
            value={lastName}
            onText={setLastName}
            maxLength={MAX_NAME_LENGTH}
            autocomplete="family-name"
          />
        </div>
        <Field
          label={t('welcome.about')}
          aside={t('welcome.optional')}
          value={about}
          onText={setAbout}
          maxLength={MAX_ABOUT_LENGTH}
          hint={t('profile.about-left', { count: MAX_ABOUT_LENGTH - about.length })}
          autocomplete="off"
        />
        <FailureAlert failure={submission.failure} />
        <footer class="dialog-foot">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={submission.busy} disabled={firstName.trim() === ''}>
            {t('common.save')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
