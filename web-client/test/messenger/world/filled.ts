import { base64url } from '../../../src/bytes/index.ts';
import { headerOf } from '../../../src/messenger/account/context.ts';
import {
  CONVERSATIONS,
  indexSuffix,
  MESSAGE_IDS,
  MESSAGES,
  type StoredMessage,
} from '../../../src/messenger/conversations/records.ts';
import { outgoingCell } from '../../../src/messenger/history/records.ts';
import { Ledger } from '../../../src/messenger/vault/ledger.ts';
import { unwrap } from '../../../src/messenger/vault/opening.ts';
import { RecordSealer } from '../../../src/messenger/vault/record-sealer.ts';
import { openVault } from '../../../src/protocol/index.ts';
import { MemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { PASSWORD, type Someone } from './someone.ts';

const COMMIT = 500;

/** So long that three of them fill a chunk of an archive. */
export const longBody = (at: number): string => `message number ${at} ${'and so on '.repeat(1_500)}`;

/** Closes the browser. @returns its vault, opened with the password */
async function closedVaultOf(someone: Someone) {
  await someone.closesTheBrowser();
  const { crypto } = someone.world;
  const store = new MemoryStore(someone.disk);
  const header = await headerOf(store, someone.username);
  if (!header) throw new Error(`${someone.username} has no vault`);
  const { root } = await unwrap(crypto, header, PASSWORD);
  const sealer = new RecordSealer(crypto, await openVault(crypto, root));
  return { header, ledger: new Ledger(store, await store.claim(), header.vaultId, sealer) };
}

/** As if the other device had just been linked by this one: all that is here is sent there. Opens the browser again. */
export async function tellsHistory(someone: Someone, deviceId: string): Promise<void> {
  const { ledger } = await closedVaultOf(someone);
  const target = { deviceId, groups: null, rooms: [], done: 0, total: 0 };
  await ledger.transact((tx) => outgoingCell().set(tx, { targets: [target] }));
  await someone.unlocks();
  await someone.sees('that all is told', ({ history }) => history === null);
}

/**
 * As if so many messages had been written in a conversation, every second one by its owner: what is on the disk while the
 * browser is closed. Opens it again. @returns their bodies, oldest first
 */
export async function hasWritten(
  someone: Someone,
  roomId: string,
  count: number,
  bodyOf = (at: number): string => `message number ${at}, as long as most are`,
): Promise<readonly string[]> {
  const { crypto } = someone.world;
  const { header, ledger } = await closedVaultOf(someone);
  const row = (await ledger.readAll(CONVERSATIONS)).find((each) => each.roomId === roomId);
  if (row?.kind !== 'direct') throw new Error('no conversation of two');
  const messages: StoredMessage[] = Array.from({ length: count }, (_, at) => {
    const mine = at % 2 === 0;
    return {
      id: `written-${at}`,
      index: row.messageCount + at,
      roomId,
      senderId: mine ? header.accountId : row.person.accountId,
      mine,
      body: bodyOf(at),
      kind: 'text',
      sentAtMs: someone.world.nowMs++,
      state: mine ? 'read' : 'received',
      wireIds: [base64url(crypto.random(32))],
      counter: Math.floor(at / 2) + 1,
      ...(mine ? {} : { deviceId: header.deviceId }),
    };
  });
  for (let at = 0; at < count; at += COMMIT) {
    const some = messages.slice(at, at + COMMIT);
    await ledger.transact((tx) => {
      for (const message of some) {
        tx.put(MESSAGES, roomId, message, indexSuffix(message.index));
        for (const id of message.wireIds) tx.put(MESSAGE_IDS, id, { roomId, index: message.index });
      }
      const messageCount = row.messageCount + at + some.length;
      const last = some.at(-1) ?? row.last;
      tx.put(CONVERSATIONS, roomId, { ...row, messageCount, last, sortMs: last?.sentAtMs ?? row.sortMs });
    });
  }
  await someone.unlocks();
  return messages.map(({ body }) => body);
}
