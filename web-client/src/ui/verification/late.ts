/** What one needs only to make sure who somebody is: one file, fetched when it is first asked for. */
import { lateVerificationMessages } from '../messages/en/verification-late.ts';
import { addMessages } from '../messages/translate.ts';
import '../styles/verification.css';

addMessages(lateVerificationMessages);

export { Held } from './Held.tsx';
export { Verify } from './Verify.tsx';
