/** What the worker needs only when it is first asked for: one file, so that little is cut out of the first load for it. */
export * from '../linking/index.ts';
export * as verification from '../verification/commands.ts';
