/** The client core for programs and bots. */
export { Tacet } from './tacet.ts';
export type { Listener, NewAccount, Options, ReceivedMessage, ReceivedRequest } from './options.ts';
export { TacetError } from './tacet-error.ts';
