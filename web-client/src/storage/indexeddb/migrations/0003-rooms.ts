import type { Migration } from './migrations.ts';

/** For groups [V-20]. */
export const rooms: Migration = (database) => {
  database.createObjectStore('rooms');
};
