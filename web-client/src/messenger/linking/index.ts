/** Several devices of one account: loaded when somebody links, looks at the devices, or something of them is unfinished. */
export { listDevices } from './device-views.ts';
export { finishChores } from './unfinished.ts';
export { checkPassword, finishReset, lostOrStolen } from './lost-or-stolen.ts';
export { joinAccount } from './newcomer.ts';
export { openLinking } from './opener.ts';
export { signOutDevice } from './sign-out.ts';
