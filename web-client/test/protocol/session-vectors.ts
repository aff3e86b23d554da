import { fromHex, hex, Secret, TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { encodePair, envelopeId, limits, type ContentKey } from '../../src/protocol/index.ts';
import { ourAnswer, ourOffer, stepBinding } from '../../src/protocol/ratchet/keys.ts';
import type { PostQuantumStep } from '../../src/protocol/ratchet/post-quantum.ts';
import type { Draw, NamedRandomness } from './named-randomness.ts';
import { bundleOf, contentKey, MONDAY_MS, Side, type Person } from './people.ts';
import { misstate, saysOf } from './post-quantum-story.ts';

export type Name = 'alice' | 'bob';

/** The fresh bytes of one event, hexadecimal. */
export interface Fresh {
  /** X25519 seeds in this order: at `begin` the ephemeral key, then the ratchet key; at `seal` the ratchet key. */
  readonly agreementSeeds?: readonly string[];
  /** `d ‖ z` of an offer. */
  readonly offerSeed?: string;
  /** `m` of an encapsulation: the handshake's, or an answer's. */
  readonly encapsulation?: string;
  /** Of the header. */
  readonly random?: string;
}

/** What one side does. Everything is needed to repeat it to the byte. */
export type VectorEvent =
  | {
      readonly do: 'begin';
      readonly by: Name;
      readonly atMs: number;
      readonly bundle: Readonly<Record<string, string | null>>;
      readonly fresh: Fresh;
      readonly sessionId: string;
      readonly transcriptHash: string;
    }
  | {
      readonly do: 'seal';
      readonly by: Name;
      readonly atMs: number;
      readonly message: number;
      readonly secret: string;
      readonly messageId: string;
      readonly resentFrom?: string;
      readonly fresh: Fresh;
      /** Epoch and what the header carries, for reading. */
      readonly says: string;
      readonly sealed: string;
    }
  /** Bytes that no honest peer sends. */
  | { readonly do: 'forge'; readonly message: number; readonly what: string; readonly sealed: string }
  | {
      readonly do: 'open';
      readonly by: Name;
      readonly atMs: number;
      readonly message: number;
      /** Empty when refused: nothing comes of what was drawn. */
      readonly fresh: Fresh;
      readonly expected: 'valid' | 'refused';
      readonly code?: string;
    };

export interface SessionVector {
  readonly what: string;
  readonly rule: string;
  readonly events: readonly VectorEvent[];
  /** The records of both at the end. */
  readonly pairs: Readonly<Record<Name, string>>;
}

/** The fresh bytes of an event as the provider takes them. */
export function drawsOf(fresh: Fresh): readonly Draw[] {
  return [
    ...(fresh.agreementSeeds ?? []).map((seed) => ({
      purpose: 'agreementSeed' as const,
      bytes: fromHex(seed),
    })),
    ...(fresh.offerSeed ? [{ purpose: 'kemSeed' as const, bytes: fromHex(fresh.offerSeed) }] : []),
    ...(fresh.encapsulation
      ? [{ purpose: 'encapsulation' as const, bytes: fromHex(fresh.encapsulation) }]
      : []),
    ...(fresh.random ? [{ purpose: 'random' as const, bytes: fromHex(fresh.random) }] : []),
  ];
}

function freshOf(draws: readonly Draw[]): Fresh {
  const of = (purpose: Draw['purpose']): readonly string[] =>
    draws.filter((draw) => draw.purpose === purpose).map((draw) => hex(draw.bytes));
  const [seeds, [offerSeed], [encapsulation], [random]] = [
    of('agreementSeed'),
    of('kemSeed'),
    of('encapsulation'),
    of('random'),
  ];
  return {
    ...(seeds.length > 0 ? { agreementSeeds: seeds } : {}),
    ...(offerSeed ? { offerSeed } : {}),
    ...(encapsulation ? { encapsulation } : {}),
    ...(random ? { random } : {}),
  };
}

/** Two devices whose every act is written down. Prekeys are as in `people`, whole again for each vector. */
class Scribe {
  readonly #events: VectorEvent[] = [];
  readonly #sealed = new Map<number, Uint8Array>();
  readonly #randomness: NamedRandomness;
  readonly sides: Readonly<Record<Name, Side>>;
  nowMs = MONDAY_MS;

  constructor(randomness: NamedRandomness, alice: Person, bob: Person) {
    const [a, b] = [copied(alice), copied(bob)];
    this.#randomness = randomness;
    this.sides = { alice: new Side(a, b), bob: new Side(b, a) };
  }

  async begin(by: Name): Promise<void> {
    const side = this.sides[by];
    const bundle = bundleOf(peekable(side.them));
    this.#randomness.drawn();
    await side.start(this.nowMs);
    const active = side.pair.active;
    this.#events.push({
      do: 'begin',
      by,
      atMs: this.nowMs,
      bundle: Object.fromEntries(
        Object.entries(bundle).map(([kind, signed]) => [kind, signed === null ? null : hex(signed)]),
      ),
      fresh: freshOf(this.#randomness.drawn()),
      sessionId: side.activeId ?? '',
      transcriptHash: hex(active?.transcript ?? new Uint8Array()),
    });
  }

  /** @returns the number of the message */
  async seal(by: Name, key?: ContentKey): Promise<number> {
    const message = this.#sealed.size + 1;
    const carried = key ?? contentKey(message);
    const sealed = await this.sides[by].send(carried, this.nowMs);
    this.#sealed.set(message, sealed);
    this.#events.push({
      do: 'seal',
      by,
      atMs: this.nowMs,
      message,
      secret: hex(carried.secret.expose()),
      messageId: hex(carried.messageId),
      ...(carried.resentFrom ? { resentFrom: hex(carried.resentFrom) } : {}),
      fresh: freshOf(this.#randomness.drawn()),
      says: saysOf(sealed),
      sealed: hex(sealed),
    });
    return message;
  }

  async open(by: Name, message: number): Promise<void> {
    await this.sides[by].receive(this.#bytes(message), this.nowMs);
    this.#opened(by, message, { expected: 'valid' });
  }

  async refuse(by: Name, message: number, code: string): Promise<void> {
    const refusal: unknown = await this.sides[by]
      .receive(this.#bytes(message), this.nowMs)
      .catch((cause) => cause);
    if (!(refusal instanceof TacetError) || refusal.code !== code) {
      throw new Error(`${code} expected`, { cause: refusal });
    }
    // What a refused opening drew is forgotten with it.
    this.#randomness.drawn();
    this.#opened(by, message, { expected: 'refused', code });
  }

  /** What a peer in an impossible state would send, or altered bytes. */
  async forge(what: string, make: () => Promise<Uint8Array> | Uint8Array): Promise<number> {
    const message = this.#sealed.size + 1;
    const sealed = await make();
    this.#randomness.drawn();
    this.#sealed.set(message, sealed);
    this.#events.push({ do: 'forge', message, what, sealed: hex(sealed) });
    return message;
  }

  /** A message of `by` as if its active session's post-quantum half were another; the state is put back. */
  async lie(what: string, by: Name, changes: Parameters<typeof misstate>[1]): Promise<number> {
    const side = this.sides[by];
    const honest = side.pair;
    misstate(side, changes);
    const message = await this.forge(what, () => side.send(contentKey(0), this.nowMs));
    side.pair = honest;
    return message;
  }

  altered(message: number, offset: number, value: number): Uint8Array {
    const copy = this.#bytes(message).slice();
    copy[offset] = value;
    return copy;
  }

  /** Sealed and opened at once. */
  async pass(by: Name): Promise<number> {
    const message = await this.seal(by);
    await this.open(by === 'alice' ? 'bob' : 'alice', message);
    return message;
  }

  written(what: string, rule: string): SessionVector {
    const record = (name: Name): string => hex(encodePair(this.sides[name].pair).expose());
    return { what, rule, events: this.#events, pairs: { alice: record('alice'), bob: record('bob') } };
  }

  #opened(by: Name, message: number, outcome: { expected: 'valid' | 'refused'; code?: string }): void {
    const fresh = freshOf(this.#randomness.drawn());
    this.#events.push({ do: 'open', by, atMs: this.nowMs, message, fresh, ...outcome });
  }

  #bytes(message: number): Uint8Array {
    const sealed = this.#sealed.get(message);
    if (sealed === undefined) {
      throw new Error(`no message ${message}`);
    }
    return sealed;
  }
}

function copied(who: Person): Person {
  return {
    ...who,
    home: new Map(who.home),
    shelf: new Map([...who.shelf].map(([kind, signed]) => [kind, [...signed]])),
  };
}

/** To look at the bundle that comes next without taking it. */
const peekable = copied;

export async function sessionVectors(
  crypto: CryptoProvider,
  randomness: NamedRandomness,
  alice: Person,
  bob: Person,
): Promise<readonly SessionVector[]> {
  const begun = (): Scribe => new Scribe(randomness, alice, bob);
  return [
    await inOrder(begun()),
    await repeatedAndLate(begun()),
    await answerInALaterMessage(begun()),
    await byNumberOfMessages(begun()),
    await superseded(begun()),
    await resent(begun()),
    await refusedSteps(crypto, begun()),
  ];
}

async function inOrder(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  for (const by of ['alice', 'bob', 'alice', 'bob'] as const) {
    scribe.nowMs += 1_000;
    await scribe.pass(by);
  }
  scribe.nowMs += limits.POST_QUANTUM_AFTER_MS;
  for (const by of ['alice', 'bob', 'alice', 'bob', 'alice'] as const) {
    await scribe.pass(by);
  }
  scribe.nowMs += limits.POST_QUANTUM_AFTER_MS;
  for (const by of ['alice', 'bob', 'alice', 'bob'] as const) {
    await scribe.pass(by);
  }
  return scribe.written(
    'three steps in order: the first at once, the others after a day each, offered in turns',
    'H-1 to H-8, R-1 to R-7, R-10, S-10, Q-1 to Q-5, W-3 to W-6',
  );
}

async function repeatedAndLate(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  const first = await scribe.seal('alice');
  const without = await scribe.seal('alice');
  for (let lost = 0; lost < 8; lost += 1) {
    await scribe.seal('alice');
  }
  const repeated = await scribe.seal('alice');
  await scribe.open('bob', without);
  await scribe.pass('bob');
  // Alice has begun a second chain; her offer comes with the eleventh message of the first.
  await scribe.pass('alice');
  await scribe.open('bob', repeated);
  await scribe.open('bob', first);
  await scribe.refuse('bob', first, 'message-key-gone');
  await scribe.pass('bob');
  await scribe.pass('alice');
  await scribe.pass('bob');
  return scribe.written(
    'the offer is lost and repeated in the eleventh message, which arrives late; the first copy comes last and is ignored',
    'Q-7, Q-8, R-7, R-8',
  );
}

async function answerInALaterMessage(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  await scribe.pass('alice');
  const withAnswer = await scribe.seal('bob');
  const without = await scribe.seal('bob');
  await scribe.open('alice', without);
  await scribe.pass('alice');
  await scribe.open('alice', withAnswer);
  const inOldChain = await scribe.seal('alice');
  await scribe.pass('bob');
  const [mixing, mixingToo] = [await scribe.seal('alice'), await scribe.seal('alice')];
  await scribe.open('bob', mixingToo);
  await scribe.open('bob', inOldChain);
  await scribe.open('bob', mixing);
  await scribe.pass('bob');
  return scribe.written(
    'the answer comes after the offering side has begun its next chain: the chain after that mixes; a later message of the mixing chain completes the step',
    'Q-1, Q-5, Q-6, R-6, R-7',
  );
}

async function byNumberOfMessages(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  for (const by of ['alice', 'bob', 'alice'] as const) {
    await scribe.pass(by);
  }
  for (let count = 1; count < limits.POST_QUANTUM_AFTER_MESSAGES; count += 1) {
    await scribe.pass(count % 3 === 0 ? 'alice' : 'bob');
  }
  for (const by of ['bob', 'alice', 'bob'] as const) {
    await scribe.pass(by);
  }
  return scribe.written('the second step is due after twenty messages', 'Q-3');
}

async function superseded(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  await scribe.pass('alice');
  await scribe.pass('bob');
  scribe.nowMs += 1_000;
  await scribe.begin('bob');
  // Alice has not heard of it: she mixes in the session that is superseded at Bob's.
  await scribe.pass('alice');
  await scribe.pass('bob');
  await scribe.pass('alice');
  await scribe.pass('bob');
  return scribe.written(
    'the answering side begins another session before the mix: the superseded one still follows it, the new one begins with epoch 0',
    'Q-4, Q-5, S-1 to S-4',
  );
}

async function resent(scribe: Scribe): Promise<SessionVector> {
  await scribe.begin('alice');
  await scribe.pass('alice');
  await scribe.pass('bob');
  const again = { ...contentKey(1), resentFrom: envelopeId(new Uint8Array(16).fill(7)) };
  await scribe.open('bob', await scribe.seal('alice', again));
  return scribe.written('the second payload: a content key that is resent', 'R-5, C-14, C-15');
}

/** Offset of the byte `step` in a later message. */
const STEP_OFFSET = 20 + 44;

async function refusedSteps(crypto: CryptoProvider, scribe: Scribe): Promise<SessionVector> {
  const secret = {
    shared: Secret.of('KemOutput', 32, new Uint8Array(32)),
    binding: stepBinding(new Uint8Array(32)),
  };
  const answering: PostQuantumStep = {
    state: 'answering',
    answer: ourAnswer(new Uint8Array(1_088)),
    secret,
    carriedAfter: 0,
  };
  const { seed, publicKey } = await crypto.mlKem768.generate();
  const offering: PostQuantumStep = { state: 'offering', seed, offer: ourOffer(publicKey), carriedAfter: 0 };
  const noKey: PostQuantumStep = { ...offering, offer: ourOffer(new Uint8Array(1_184).fill(0xff)) };

  await scribe.begin('alice');
  const refuse = async (by: Name, forged: Promise<number>, code: string): Promise<void> =>
    scribe.refuse(by, await forged, code);
  await refuse('bob', scribe.lie('a first message of epoch 1', 'alice', { epoch: 1 }), 'post-quantum-epoch');
  await refuse(
    'bob',
    scribe.lie('an offer that is no ML-KEM key', 'alice', { step: noKey }),
    'kem-key-invalid',
  );
  await scribe.pass('alice');
  await refuse(
    'alice',
    scribe.lie('an offer out of turn', 'bob', { step: offering }),
    'post-quantum-unexpected',
  );
  await refuse(
    'alice',
    scribe.lie('a new chain of epoch 1 before any answer', 'bob', { epoch: 1 }),
    'post-quantum-epoch',
  );
  await scribe.pass('bob');
  await refuse(
    'bob',
    scribe.lie('a mix of another secret', 'alice', { step: { state: 'agreed', secret } }),
    'tag-mismatch',
  );
  await scribe.pass('alice');
  const later = await scribe.seal('bob');
  await refuse(
    'alice',
    scribe.forge('step 3', () => scribe.altered(later, STEP_OFFSET, 3)),
    'sealed-message-step',
  );
  await refuse(
    'alice',
    scribe.forge('step 1 without a key: it ends too early', () => scribe.altered(later, STEP_OFFSET, 1)),
    'sealed-message-truncated',
  );
  await scribe.open('alice', later);
  await refuse(
    'bob',
    scribe.lie('an answer to no offer', 'alice', { step: answering }),
    'post-quantum-unexpected',
  );
  await refuse('bob', scribe.lie('a new chain two epochs on', 'alice', { epoch: 3 }), 'post-quantum-epoch');
  await refuse(
    'bob',
    scribe.lie('a new chain of the epoch before', 'alice', { epoch: 0 }),
    'post-quantum-epoch',
  );
  await scribe.pass('alice');
  await scribe.pass('bob');
  return scribe.written(
    'peers that do not keep the rules; after each refusal the state is as before, and what an honest peer sends still opens',
    'Q-6, Q-7, W-6, K-4, R-7',
  );
}
