/** What one needs only to look at details, and of groups only to make or change them: one file, fetched when it is first asked for. */
import { lateGroupMessages } from '../messages/en/groups-late.ts';
import { addMessages } from '../messages/translate.ts';
import '../styles/account.css';

addMessages(lateGroupMessages);

export { DirectDetails } from '../details/DirectDetails.tsx';
export { GroupDetails } from '../details/GroupDetails.tsx';
export { NewGroup } from './NewGroup.tsx';
