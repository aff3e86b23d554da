import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromHex, hex, Secret } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { decodeRecord, encodeRecord, type Collection } from '../../../src/messenger/vault/collection.ts';
import {
  decodePair,
  encodePair,
  openRecord,
  openVault,
  restoreAccountIdentity,
  restoreDevice,
  restorePrekey,
} from '../../../src/protocol/index.ts';
import { decodeSession, encodeSession, type StoredSession } from '../../../src/protocol/ratchet/codec.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same } from './expectations.ts';
import type { Seeds } from './seeds.ts';

const NOTES: Collection<unknown> = { store: 'account', hideNames: false, version: 1 };

/** What a damaged or foreign disk can hold. */
export async function storageTargets(crypto: CryptoProvider, seeds: Seeds): Promise<readonly Target[]> {
  const { handshake, vault } = seeds;
  const pairs = [
    handshake.finalInitiatorPair,
    ...seeds.sessions.flatMap((each) => Object.values(each.pairs)),
  ].map(fromHex);
  const sessions = pairs
    .map(decodePair)
    .flatMap(({ active, superseded }) => [
      ...(active === null ? [] : [encodeSession(active, null)]),
      ...superseded.map((each) => encodeSession(each.session, each.atMs)),
    ]);
  const opened = await openVault(crypto, Secret.of('VaultRoot', 32, fromHex(vault.root)));
  const place = { store: vault.store, key: fromHex(vault.key), version: vault.version };
  return [
    { name: 'ratchet-record', seeds: sessions, maxBytes: 16_384, check: sessionRecord },
    {
      name: 'pair-record',
      seeds: [...pairs, ...olderPairs()],
      maxBytes: 16_384,
      check: pairRecord,
    },
    {
      name: 'device-record',
      seeds: [handshake.initiator.device, handshake.responder.device].map(fromHex),
      maxBytes: 512,
      check: async (input) => {
        await awaited(() => restoreDevice(crypto, input));
        await awaited(() => restoreAccountIdentity(crypto, input.subarray(0, 65)));
      },
    },
    {
      name: 'prekey-record',
      seeds: handshake.responder.prekeyRecords.map(fromHex),
      maxBytes: 2_048,
      check: async (input) => {
        await awaited(() => restorePrekey(crypto, input));
      },
    },
    {
      name: 'sealed-record',
      seeds: [fromHex(vault.sealed)],
      maxBytes: 1_024,
      check: async (input) => {
        const plaintext = await awaited(() => openRecord(crypto, opened, place, input));
        if (plaintext && hex(input) !== vault.sealed) throw new Error('another record opened');
      },
    },
    {
      name: 'stored-record',
      seeds: [{ name: 'Grüße', at: 7, seal: Uint8Array.of(1, 2) }, [null, true, [1.5]]].map((record) =>
        encodeRecord(NOTES, record),
      ),
      maxBytes: 4_096,
      check: (input) => {
        const record = decoded(() => decodeRecord(NOTES, input));
        if (record !== undefined) deepStrictEqual(decodeRecord(NOTES, encodeRecord(NOTES, record)), record);
      },
    },
  ];
}

const encode = ({ session, supersededAtMs }: StoredSession): Uint8Array =>
  encodeSession(session, supersededAtMs);

/** A form that is not written any more is brought up to date; everything else has one encoding. */
function sessionRecord(input: Uint8Array): void {
  const read = decoded(() => decodeSession(input));
  if (!read) return;
  const written = encode(read);
  if (written[0] === input[0]) same(written, input, 'ratchet session');
  else same(encode(decodeSession(written)), written, 'session brought up to date');
}

/** What the first form of a session lacks: epoch, count, time and step of a post-quantum ratchet at rest. */
const GROWTH = 4 + 1 + 8 + 1;

function pairRecord(input: Uint8Array): void {
  const read = decoded(() => decodePair(input));
  if (!read) return;
  const written = encodePair(read).expose();
  const grown = written.length - input.length;
  if (grown === 0) return same(written, input, 'pair');
  if (grown < 0 || grown % GROWTH !== 0) throw new Error('pair: another encoding of the same value');
  return same(encodePair(decodePair(written)).expose(), written, 'pair brought up to date');
}

interface Fixtures {
  readonly moments: readonly { readonly alice: { readonly pair: string } }[];
}

function olderPairs(): readonly Uint8Array[] {
  const file = new URL('../../protocol/fixtures/pairs-form-1.json', import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a wrong shape fails the tests
  const { moments } = JSON.parse(readFileSync(file, 'utf8')) as Fixtures;
  return moments.slice(0, 2).map(({ alice }) => fromHex(alice.pair));
}
