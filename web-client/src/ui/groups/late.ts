/** What one needs of groups only to make or change them: one file, fetched when it is first asked for. */
import { lateGroupMessages } from '../messages/en/groups-late.ts';
import { addMessages } from '../messages/translate.ts';

addMessages(lateGroupMessages);

export { GroupDetails } from '../details/GroupDetails.tsx';
export { NewGroup } from './NewGroup.tsx';
