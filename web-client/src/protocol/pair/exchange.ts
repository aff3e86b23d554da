import { CodecError, equal, UsageError, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { ContentKey } from '../content/envelope.ts';
import { initiate } from '../handshake/initiate.ts';
import { namedPrekeys, respond, type FirstMessage, type NamedPrekeys } from '../handshake/respond.ts';
import type { DevicePublic, OurDevice } from '../identity/keys.ts';
import type { DeviceAddress, RatchetSessionId } from '../ids.ts';
import {
  MAX_GENERATION_JUMP,
  MAX_REPAIRS_PER_DAY,
  MAX_REPLAY_MEMORY,
  REPAIR_WINDOW_MS,
  REPLAY_MEMORY_MS,
} from '../limits.ts';
import type { PrekeyCounters, VerifiedBundle } from '../prekeys/bundle.ts';
import type { OurPrekey, OurAgreementPrekey, OurKemPrekey, PrekeyRef } from '../prekeys/prekey.ts';
import type { SealedMessage } from '../ratchet/message.ts';
import { decodePayload, encodePayload } from '../ratchet/payload.ts';
import { openInSession } from '../ratchet/receive.ts';
import { sealInSession } from '../ratchet/send.ts';
import type { RatchetSession } from '../ratchet/state.ts';
import { install, replaceActive } from './converge.ts';
import { sessionOf, withSession, type Pair, type RememberedHandshake } from './state.ts';

export interface StartInput {
  readonly us: OurDevice;
  readonly bundle: VerifiedBundle;
  readonly nowMs: number;
  /** Present when a message could not be opened: the ratchet session it named, [S-8]. Counts as a repair. */
  readonly repairOf?: RatchetSessionId;
}

/**
 * [S-3] Begins a ratchet session towards their device and makes it the active one.
 * @throws UsageError `bundle-of-another-device`
 */
export async function startSession(crypto: CryptoProvider, pair: Pair, input: StartInput): Promise<Pair> {
  const { us, bundle, nowMs, repairOf } = input;
  if (!same(us.public, pair.ours) || !same(bundle.device, pair.theirs)) {
    throw new UsageError('bundle-of-another-device');
  }
  const session = await initiate(crypto, us, bundle, {
    generation: pair.generation + 1,
    replaces: repairOf ?? pair.active?.id ?? pair.abandoned,
    nowMs,
  });
  const next = { ...pair, generation: session.generation, counters: highest(pair.counters, bundle.counters) };
  const started = replaceActive(next, session, nowMs);
  return repairOf === undefined ? started : countRepair(started, nowMs);
}

/** [PK-4] What was seen is never forgotten, whichever counters the bundle was verified against. */
function highest(seen: PrekeyCounters, now: PrekeyCounters): PrekeyCounters {
  return {
    x25519Signed: Math.max(seen.x25519Signed, now.x25519Signed),
    mlKemLastResort: Math.max(seen.mlKemLastResort, now.mlKemLastResort),
  };
}

function countRepair(pair: Pair, nowMs: number): Pair {
  const recent = [...pair.recentRepairs.filter((at) => Math.abs(nowMs - at) < REPAIR_WINDOW_MS), nowMs];
  // A handshake that is due anyway may be one repair too many; the record has room for the newest.
  return { ...pair, recentRepairs: recent.slice(-MAX_REPAIRS_PER_DAY), repairs: pair.repairs + 1 };
}

/**
 * Seals a content key for their device. Store `pair` before `sealed` leaves.
 * @throws UsageError `no-ratchet-session`: fetch a bundle and {@link startSession} first
 */
export async function sealForDevice(
  crypto: CryptoProvider,
  pair: Pair,
  key: ContentKey,
  nowMs: number,
): Promise<{ readonly pair: Pair; readonly sealed: Uint8Array }> {
  if (pair.active === null) {
    throw new UsageError('no-ratchet-session');
  }
  const { session, sealed } = await sealInSession(crypto, pair.active, encodePayload(key), nowMs);
  return { pair: { ...pair, active: session }, sealed };
}

/** Which of our prekeys opening this message takes; null when its ratchet session is known already. */
export function prekeysFor(pair: Pair, message: SealedMessage): NamedPrekeys | null {
  return message.kind === 'first' && sessionOf(pair, message.sessionId) === null
    ? namedPrekeys(message.handshake)
    : null;
}

/** The stored prekeys that {@link prekeysFor} named; null for those that are gone. */
export interface FoundPrekeys {
  readonly signed: OurPrekey | null;
  readonly oneTime: OurPrekey | null;
  readonly kem: OurPrekey | null;
}

export interface OpenInput {
  readonly us: OurDevice;
  /** From the sender's verified device list. */
  readonly them: DevicePublic;
  readonly message: SealedMessage;
  /** What the store had of {@link prekeysFor}; null when that was null. */
  readonly prekeys: FoundPrekeys | null;
  readonly nowMs: number;
}

/** Commit all of it in one transaction, together with the message. */
export interface Opened {
  readonly pair: Pair;
  readonly key: ContentKey;
  /** One-time prekeys to delete for good. */
  readonly usedPrekeys: readonly PrekeyRef[];
  /** [S-2] The session that a repair has to replace, if this message told that one is due. */
  readonly repairDue: RatchetSessionId | null;
}

/**
 * Opens a message of their device. The given pair is never changed; a failure leaves nothing to undo.
 * @throws ValidationError `ratchet-session-unknown`, `prekey-gone`, `message-gap` (repair mends these),
 *   `message-key-gone` (a duplicate, or lost), `replay-memory-full`, `generation-jump`
 * @throws VerificationError `handshake-transcript`, `handshake-replayed`, `tag-mismatch`, `post-quantum-epoch`,
 *   `post-quantum-unexpected`, …
 */
export async function openFromDevice(crypto: CryptoProvider, pair: Pair, input: OpenInput): Promise<Opened> {
  const { us, them, message, nowMs } = input;
  if (!same(us.public, pair.ours) || !same(them, pair.theirs)) {
    throw new UsageError('message-of-another-pair');
  }
  if (message.kind === 'typing') {
    throw new CodecError('sealed-message-kind'); // [W-3]
  }
  // [S-3] Ours will be one more: a peer must not use up the 32 bits. Before anything else is looked at.
  if (message.kind === 'first' && message.handshake.generation - pair.generation > MAX_GENERATION_JUMP) {
    throw new ValidationError('generation-jump');
  }
  const known = sessionOf(pair, message.sessionId);
  if (known !== null) {
    const isActive = known === pair.active;
    const { session, payload } = await openInSession(crypto, known, message, { isActive, nowMs });
    return {
      pair: withSession(pair, session),
      key: decodePayload(payload),
      usedPrekeys: [],
      repairDue: null,
    };
  }
  if (message.kind === 'later') {
    throw new ValidationError('ratchet-session-unknown');
  }
  return openFirst(crypto, pair, input, message);
}

async function openFirst(
  crypto: CryptoProvider,
  pair: Pair,
  { us, them, prekeys, nowMs }: OpenInput,
  message: FirstMessage,
): Promise<Opened> {
  const refs = namedPrekeys(message.handshake);
  const found = {
    signed: agreementPrekey(prekeys?.signed, refs.signed),
    oneTime: refs.oneTime === null ? null : agreementPrekey(prekeys?.oneTime, refs.oneTime),
    kem: kemPrekey(prekeys?.kem, refs.kem),
  };
  const begun = await respond(crypto, us, them, message, found, nowMs);
  const usedPrekeys = [refs.oneTime, refs.kem].filter(
    (ref): ref is PrekeyRef => ref?.kind === 'x25519-one-time' || ref?.kind === 'ml-kem-one-time',
  );
  const replays = usedPrekeys.length === 0 ? remembering(pair, begun, nowMs) : pair.replays;
  // Whether it will send is known before it is opened: a superseded session looks at no offer, [Q-4].
  const placed = { ...install(pair, begun, nowMs), replays };
  const isActive = placed.active === begun;
  const { session, payload } = await openInSession(crypto, begun, message, { isActive, nowMs });
  return {
    pair: withSession(placed, session),
    key: decodePayload(payload),
    usedPrekeys,
    repairDue: lostAtTheirs(placed, begun),
  };
}

/** [S-2] They gave up the session that still sends here, and stand too low to take its place. */
function lostAtTheirs({ active }: Pair, { replaces }: RatchetSession): RatchetSessionId | null {
  return active !== null && replaces !== null && equal(active.id, replaces) ? replaces : null;
}

/**
 * [H-9] The memory with this handshake, which used no one-time key; one that did cannot be replayed, because that key is
 * deleted with its first use. Nothing is forgotten before its place is needed: of a device that was away for long the
 * prekeys live longer than any number of days.
 */
function remembering(
  { replays }: Pair,
  { transcript }: RatchetSession,
  nowMs: number,
): readonly RememberedHandshake[] {
  if (replays.some((each) => equal(each.transcript, transcript))) {
    throw new VerificationError('handshake-replayed');
  }
  const kept =
    replays.length < MAX_REPLAY_MEMORY ? replays : replays.filter(({ forgetAtMs }) => nowMs < forgetAtMs);
  if (kept.length >= MAX_REPLAY_MEMORY) {
    throw new ValidationError('replay-memory-full');
  }
  return [...kept, { transcript, forgetAtMs: nowMs + REPLAY_MEMORY_MS }];
}

function agreementPrekey(found: OurPrekey | null | undefined, ref: PrekeyRef): OurAgreementPrekey {
  const prekey = matching(found, ref);
  if (prekey.kind !== 'x25519-signed' && prekey.kind !== 'x25519-one-time') {
    throw new UsageError('prekey-mismatch');
  }
  return prekey;
}

function kemPrekey(found: OurPrekey | null | undefined, ref: PrekeyRef): OurKemPrekey {
  const prekey = matching(found, ref);
  if (prekey.kind !== 'ml-kem-last-resort' && prekey.kind !== 'ml-kem-one-time') {
    throw new UsageError('prekey-mismatch');
  }
  return prekey;
}

function matching(found: OurPrekey | null | undefined, ref: PrekeyRef): OurPrekey {
  if (found === null || found === undefined) {
    throw new ValidationError('prekey-gone');
  }
  if (found.kind !== ref.kind || found.keyId !== ref.keyId) {
    throw new UsageError('prekey-mismatch');
  }
  return found;
}

function same(a: DeviceAddress, b: DeviceAddress): boolean {
  return equal(a.accountId, b.accountId) && equal(a.deviceId, b.deviceId);
}
