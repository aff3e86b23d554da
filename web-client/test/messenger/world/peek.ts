import { headerOf } from '../../../src/messenger/account/context.ts';
import { CONVERSATIONS } from '../../../src/messenger/conversations/records.ts';
import { QUARANTINE } from '../../../src/messenger/inbox/records.ts';
import type { Collection } from '../../../src/messenger/vault/collection.ts';
import { Ledger } from '../../../src/messenger/vault/ledger.ts';
import { unwrap } from '../../../src/messenger/vault/opening.ts';
import { RecordSealer } from '../../../src/messenger/vault/record-sealer.ts';
import { openVault } from '../../../src/protocol/index.ts';
import { MemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { PASSWORD, type Someone } from './someone.ts';

/** What somebody's disk holds this instant, opened with the password; or another disk of theirs, which can be written to. */
export async function vaultOf(someone: Someone, disk = someone.copyOfTheDisk()): Promise<Ledger> {
  const { crypto } = someone.world;
  const store = new MemoryStore(disk);
  const header = await headerOf(store, someone.username);
  if (!header) throw new Error(`${someone.username} has no vault`);
  const { root } = await unwrap(crypto, header, PASSWORD);
  const sealer = new RecordSealer(crypto, await openVault(crypto, root));
  return new Ledger(store, await store.claim(), header.vaultId, sealer);
}

/** Its records of one kind. */
export async function recordsOf<T>(someone: Someone, collection: Collection<T>): Promise<readonly T[]> {
  return (await vaultOf(someone)).readAll(collection);
}

/** Codes of the alarms that stand in a conversation. */
export async function alarmsIn(someone: Someone, roomId: string): Promise<readonly string[]> {
  const rows = await recordsOf(someone, CONVERSATIONS);
  return rows.find((row) => row.roomId === roomId)?.standing?.map(({ code }) => code) ?? [];
}

/** Why things were refused that belong to that room, oldest first. */
export async function quarantinedIn(someone: Someone, roomId: string): Promise<readonly string[]> {
  const all = await recordsOf(someone, QUARANTINE);
  return all.filter((each) => each.roomId === roomId).map(({ reason }) => reason);
}
