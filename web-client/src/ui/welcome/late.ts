/** What one needs in a browser that does not belong to the account yet, or no more: fetched when it comes to that. */
import { frontMessages } from '../messages/en/front-late.ts';
import { linkingMessages } from '../messages/en/linking-late.ts';
import { recoveryMessages } from '../messages/en/recovery-late.ts';
import { addMessages } from '../messages/translate.ts';
import '../styles/devices.css';
import '../styles/recovery.css';

addMessages({ ...frontMessages, ...linkingMessages, ...recoveryMessages });

export { Removed } from '../devices/Removed.tsx';
export { VaultElsewhere } from './VaultElsewhere.tsx';
