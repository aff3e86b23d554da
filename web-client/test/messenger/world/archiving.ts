import { fixed } from '../../../src/bytes/index.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../../../src/messenger/account/records.ts';
import { archiveId, archiveKey, hashOfChunk, openChunk } from '../../../src/protocol/archive/index.ts';
import { accountId, fromUuid, identitySeed } from '../../../src/protocol/index.ts';
import { vaultOf } from './peek.ts';
import { setsAPhrase } from './recovering.ts';
import { PASSWORD, type Someone } from './someone.ts';

/** With a phrase; then everything that there is goes into an archive. @returns what stands on the paper */
export async function keepsAnArchive(who: Someone): Promise<string> {
  const phrase = await setsAPhrase(who, PASSWORD);
  await who.does('switchArchiveOn', {});
  await isSaved(who);
  return phrase;
}

/** Everything that is here is in the archive, and nothing waits. */
export async function isSaved(who: Someone): Promise<void> {
  await who.sees(
    'that all is saved',
    ({ archive: { state, saved, of } }) => state === 'saved' && saved === of,
  );
}

/** What its archive at the service holds, opened with the keys of this browser: texts in the order in which they were put. */
export async function archived(who: Someone): Promise<readonly string[]> {
  const { crypto, social } = who.world;
  const keys = await (await vaultOf(who)).read(OWN_KEYS, OWN_KEYS_NAME);
  const shelf = social.archives.shelves.get(who.accountId);
  if (!keys || !shelf) return [];
  const account = accountId(fromUuid(who.accountId));
  const key = await archiveKey(crypto, identitySeed(keys.identity), account);
  const place = { accountId: account, archiveId: archiveId(fromUuid(shelf.archiveId)) };
  const bodies: string[] = [];
  let previous = fixed(32, new Uint8Array(32), 'previous');
  for (const [index, chunk] of shelf.chunks.entries()) {
    const rooms = await openChunk(crypto, key, { ...place, index, previous }, chunk);
    bodies.push(...rooms.flatMap(({ entries }) => entries.map(({ body }) => body)));
    previous = await hashOfChunk(crypto, chunk);
  }
  return bodies;
}
