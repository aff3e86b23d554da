import type { JSX } from 'preact';
import type { Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { Devices } from '../devices/Devices.tsx';
import { lateAccountMessages } from '../messages/en/account-late.ts';
import { devicesMessages } from '../messages/en/devices-late.ts';
import { linkingMessages } from '../messages/en/linking-late.ts';
import { programsMessages } from '../messages/en/programs-late.ts';
import { recoveryMessages } from '../messages/en/recovery-late.ts';
import { addMessages } from '../messages/translate.ts';
import { Programs } from '../programs/Programs.tsx';
import { RecoveryPhrase } from '../recovery/RecoveryPhrase.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import { DeleteAccount } from './DeleteAccount.tsx';
import { Profile } from './Profile.tsx';
import { Settings } from './Settings.tsx';
import { SignOut } from './SignOut.tsx';
import '../styles/account.css';
import '../styles/devices.css';
import '../styles/recovery.css';

addMessages({
  ...lateAccountMessages,
  ...devicesMessages,
  ...linkingMessages,
  ...programsMessages,
  ...recoveryMessages,
});

/** The page of the account menu that is open; Back closes it. */
export function AccountDialogs({ me }: { me: Person }): JSX.Element | null {
  const { navigation } = useTacet();
  const close = (): void => navigation.close({ dialog: null });
  switch (navigation.route.value.dialog) {
    case 'profile':
      return <Profile me={me} onClose={close} />;
    case 'devices':
      return <Devices onClose={close} />;
    case 'password':
      return <ChangePassword me={me} onClose={close} />;
    case 'recovery':
      return <RecoveryPhrase onClose={close} />;
    case 'settings':
      return <Settings onClose={close} />;
    case 'programs':
      return <Programs onClose={close} />;
    case 'sign-out':
      return <SignOut onClose={close} />;
    case 'delete':
      return <DeleteAccount me={me} onClose={close} />;
    case 'add-friend':
    case 'new-group':
    case null:
      return null;
  }
}
