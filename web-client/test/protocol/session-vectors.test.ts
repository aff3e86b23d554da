import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fixed, fromHex, hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  decodePair,
  emptyPair,
  encodePair,
  envelopeId,
  messageId,
  openFromDevice,
  parseSealedMessage,
  prekeysFor,
  restoreDevice,
  restorePrekey,
  sealForDevice,
  startSession,
  verifyBundle,
  verifyDeviceList,
  type ContentKey,
  type DevicePublic,
  type OurDevice,
  type OurPrekey,
  type Pair,
  type PrekeyRef,
} from '../../src/protocol/index.ts';
import { NamedRandomness } from './named-randomness.ts';
import { drawsOf, type Name, type SessionVector, type VectorEvent } from './session-vectors.ts';
import type { Transcripts } from './transcript-vectors.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Of this implementation and of the second one. */
const OURS = vectorFile('tacet-v1.json');
const JAVAS = vectorFile('tacet-java-v1.json');

type VectorFile = Transcripts & { readonly name: string };
type People = Transcripts['people'];

function vectorFile(name: string): VectorFile {
  const file = new URL(`../../../contracts/vectors/${name}`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- files of this project
  return { name, ...(JSON.parse(readFileSync(file, 'utf8')) as Transcripts) };
}

/** One device of the file, with nothing but what the file says of it. */
interface Actor {
  readonly us: OurDevice;
  readonly them: DevicePublic;
  readonly prekeys: OurPrekey[];
  pair: Pair;
}

async function certifiedIn(crypto: CryptoProvider, people: People, who: Name): Promise<DevicePublic> {
  const { accountId: owner } = (await restoreDevice(crypto, fromHex(people[who].device))).public;
  const list = await verifyDeviceList(crypto, accountId(owner), fromHex(people[who].signedDeviceList));
  const [device] = list.certified;
  if (device === undefined) {
    throw new Error('the list names one device');
  }
  return device;
}

async function actor(crypto: CryptoProvider, people: People, who: Name, other: Name): Promise<Actor> {
  const us = await restoreDevice(crypto, fromHex(people[who].device));
  const them = await certifiedIn(crypto, people, other);
  const prekeys = await Promise.all(
    people[who].prekeyRecords.map((record) => restorePrekey(crypto, fromHex(record))),
  );
  return { us, them, prekeys, pair: emptyPair(us.public, them) };
}

const bytesOrNull = (text: string | null): Uint8Array | null => (text === null ? null : fromHex(text));

/** Repeats a conversation event by event; restarts both after each. */
class Repetition {
  readonly #crypto: CryptoProvider;
  readonly #actors: Readonly<Record<Name, Actor>>;
  readonly #messages = new Map<number, { readonly sealed: Uint8Array; readonly key: ContentKey | null }>();

  private constructor(crypto: CryptoProvider, actors: Readonly<Record<Name, Actor>>) {
    this.#crypto = crypto;
    this.#actors = actors;
  }

  static async of(crypto: CryptoProvider, people: People): Promise<Repetition> {
    return new Repetition(crypto, {
      alice: await actor(crypto, people, 'alice', 'bob'),
      bob: await actor(crypto, people, 'bob', 'alice'),
    });
  }

  record(who: Name): string {
    return hex(encodePair(this.#actors[who].pair).expose());
  }

  async happen(event: VectorEvent): Promise<void> {
    switch (event.do) {
      case 'begin':
        return this.#begin(this.#actors[event.by], event);
      case 'seal':
        return this.#seal(this.#actors[event.by], event);
      case 'forge':
        this.#messages.set(event.message, { sealed: fromHex(event.sealed), key: null });
        return undefined;
      case 'open':
        return this.#open(this.#actors[event.by], event);
    }
  }

  async #begin(by: Actor, event: Extract<VectorEvent, { readonly do: 'begin' }>): Promise<void> {
    const { bundle } = event;
    const verified = await verifyBundle(
      this.#crypto,
      by.them,
      {
        x25519Signed: fromHex(bundle['x25519Signed'] ?? ''),
        x25519OneTime: bytesOrNull(bundle['x25519OneTime'] ?? null),
        mlKemLastResort: fromHex(bundle['mlKemLastResort'] ?? ''),
        mlKemOneTime: bytesOrNull(bundle['mlKemOneTime'] ?? null),
      },
      by.pair.counters,
    );
    const pair = await startSession(this.#crypto, by.pair, {
      us: by.us,
      bundle: verified,
      nowMs: event.atMs,
    });
    restart(by, pair);
    const active = by.pair.active;
    expect(hex(active?.id ?? new Uint8Array())).toBe(event.sessionId);
    expect(hex(active?.transcript ?? new Uint8Array())).toBe(event.transcriptHash);
  }

  async #seal(by: Actor, event: Extract<VectorEvent, { readonly do: 'seal' }>): Promise<void> {
    const key: ContentKey = {
      secret: Secret.of('ContentSecret', 32, fixed(32, fromHex(event.secret), 'secret')),
      messageId: messageId(fromHex(event.messageId)),
      ...(event.resentFrom ? { resentFrom: envelopeId(fromHex(event.resentFrom)) } : {}),
    };
    const { pair, sealed } = await sealForDevice(this.#crypto, by.pair, key, event.atMs);
    restart(by, pair);
    expect(hex(sealed)).toBe(event.sealed);
    this.#messages.set(event.message, { sealed, key });
  }

  async #open(by: Actor, event: Extract<VectorEvent, { readonly do: 'open' }>): Promise<void> {
    const before = hex(encodePair(by.pair).expose());
    if (event.expected === 'refused') {
      await expect(this.#opened(by, event)).rejects.toMatchObject({ code: event.code });
      expect(hex(encodePair(by.pair).expose())).toBe(before);
      return;
    }
    const opened = await this.#opened(by, event);
    restart(by, opened.pair);
    for (const used of opened.usedPrekeys) {
      const at = by.prekeys.findIndex((prekey) => prekey.kind === used.kind && prekey.keyId === used.keyId);
      by.prekeys.splice(at, 1);
    }
    expect(opened.key).toEqual(this.#messages.get(event.message)?.key);
  }

  async #opened(by: Actor, event: Extract<VectorEvent, { readonly do: 'open' }>) {
    const message = parseSealedMessage(this.#messages.get(event.message)?.sealed ?? new Uint8Array());
    const refs = prekeysFor(by.pair, message);
    const find = (ref: PrekeyRef | null): OurPrekey | null =>
      by.prekeys.find((prekey) => prekey.kind === ref?.kind && prekey.keyId === ref.keyId) ?? null;
    const prekeys = refs && { signed: find(refs.signed), oneTime: find(refs.oneTime), kem: find(refs.kem) };
    const { us, them, pair } = by;
    return openFromDevice(this.#crypto, pair, { us, them, message, prekeys, nowMs: event.atMs });
  }
}

/** What is not in the record is gone. */
function restart(by: Actor, pair: Pair): void {
  by.pair = decodePair(encodePair(pair).expose());
}

const codes = (all: readonly SessionVector[]): Set<string | undefined> =>
  new Set(all.flatMap(({ events }) => events.map((event) => (event.do === 'open' ? event.code : undefined))));

describe('The sessions of our own vectors', () => {
  it('are there, with every refusal of the post-quantum ratchet', () => {
    expect(OURS.sessions.length).toBeGreaterThanOrEqual(7);
    for (const code of [
      'post-quantum-epoch',
      'post-quantum-unexpected',
      'kem-key-invalid',
      'sealed-message-step',
    ]) {
      expect(codes(OURS.sessions)).toContain(code);
    }
  });
});

describe.each([OURS, JAVAS])('The sessions of $name', ({ people, sessions }) => {
  const randomness = new NamedRandomness('unused');
  let crypto: CryptoProvider;
  beforeAll(async () => {
    crypto = await randomness.provider();
  });

  it.each(sessions)('can be repeated to the byte: $what', async ({ events, pairs }) => {
    const repetition = await Repetition.of(crypto, people);
    for (const event of events) {
      // What a refused opening may have drawn is not written down: nothing came of it.
      const isRepeatable = event.do !== 'forge' && (event.do !== 'open' || event.expected === 'valid');
      await (isRepeatable
        ? randomness.playing(drawsOf(event.fresh), () => repetition.happen(event))
        : repetition.happen(event));
    }
    expect({ alice: repetition.record('alice'), bob: repetition.record('bob') }).toEqual(pairs);
  });
});
