import type { Migration } from './migrations.ts';

/** For contents that are asked for again [V-18] [V-19]. */
export const resending: Migration = (database) => {
  for (const name of ['sent', 'repairs']) database.createObjectStore(name);
};
