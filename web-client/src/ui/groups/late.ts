/**
 * What one needs only to look at details or to make sure who somebody is, and of groups only to make or change them: one file,
 * fetched when it is first asked for.
 */
import { lateGroupMessages } from '../messages/en/groups-late.ts';
import { lateVerificationMessages } from '../messages/en/verification-late.ts';
import { addMessages } from '../messages/translate.ts';
import '../styles/details-late.css';
import '../styles/groups.css';
import '../styles/verification.css';

addMessages(lateGroupMessages);
addMessages(lateVerificationMessages);

export { DirectDetails } from '../details/DirectDetails.tsx';
export { GroupDetails } from '../details/GroupDetails.tsx';
export { Held } from '../verification/Held.tsx';
export { NewGroup } from './NewGroup.tsx';
