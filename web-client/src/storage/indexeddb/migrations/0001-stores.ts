import type { Migration } from './migrations.ts';

/** Every store holds opaque bytes under string keys; `holder` holds one number, the generation. */
export const stores: Migration = (database) => {
  const names = [
    'vaults',
    'account',
    'prekeys',
    'device_lists',
    'sessions',
    'conversations',
    'messages',
    'message_ids',
    'envelopes_seen',
    'outbox',
    'quarantine',
    'holder',
  ];
  for (const name of names) database.createObjectStore(name);
};
