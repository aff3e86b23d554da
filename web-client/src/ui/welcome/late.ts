/** What one needs in a browser that does not belong to the account yet, or no more: fetched when it comes to that. */
import { frontMessages } from '../messages/en/front-late.ts';
import { linkingMessages } from '../messages/en/linking-late.ts';
import { addMessages } from '../messages/translate.ts';
import '../styles/devices.css';

addMessages({ ...frontMessages, ...linkingMessages });

export { Removed } from '../devices/Removed.tsx';
export { VaultElsewhere } from './VaultElsewhere.tsx';
