import { signal } from '@preact/signals';

/** The ids of the dialogs that are open, the one in front last: nothing behind it can be read out or clicked. */
export const openDialogs = signal<readonly string[]>([]);
