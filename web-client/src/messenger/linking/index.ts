/** Several devices of one account: loaded when somebody links, looks at the devices, or something of them is unfinished. */
export { finishChores } from './unfinished.ts';
export { joinAccount } from './newcomer.ts';
export { openLinking } from './opener.ts';
