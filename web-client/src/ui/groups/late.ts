/** What one needs of groups only to make or change them: one file, fetched when it is first asked for. */
export { GroupDetails } from '../details/GroupDetails.tsx';
export { NewGroup } from './NewGroup.tsx';
