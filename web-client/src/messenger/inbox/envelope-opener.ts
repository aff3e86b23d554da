import { base64url, TacetError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  deviceId,
  envelopeId,
  fromUuid,
  messageIdOf,
  openBody,
  parseSealedMessage,
  readContent,
  roomId,
  uuid,
  type Content,
  type ContentAddress,
  type ContentKey,
  type DeviceAddress,
  type DevicePublic,
  type SealedMessage,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { Deliver } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { Pairs } from '../devices/pairs.ts';
import type { Work } from '../vault/work.ts';

/** An envelope as the relay delivered it; nothing in it is verified. */
export interface Envelope {
  readonly mailId: Uint8Array;
  readonly envelopeId: string;
  readonly senderAccountId: string;
  readonly senderDeviceId: string;
  readonly roomId: string;
  readonly silent: boolean;
  readonly frame: Deliver;
}

/** What an envelope turned out to be. */
export type OpenedEnvelope =
  | {
      readonly outcome: 'opened';
      readonly content: Content;
      readonly plaintext: Uint8Array;
      readonly wireId: string;
      /** [C-15] It was asked for again; the envelope is another one than it was first sent under. */
      readonly resent: boolean;
    }
  | RejectedEnvelope;

/** Verified not to be ours to show, or not to be read. */
export interface RejectedEnvelope {
  readonly outcome: 'rejected';
  readonly reason: string;
  /** [C-13] The message id to ask for again; null when that would be of no use. */
  readonly wanted: string | null;
  /** The message id of the body, if it has one: it may be known under it. */
  readonly wireId: string | null;
  /** [C-17] What a newer client will be able to read; authenticated like any other. */
  readonly future?: Uint8Array;
  /** [C-15] As above: its envelope is silent, whatever the first one was. */
  readonly resent: boolean;
}

/** No verified list names the sending device, or it left too long ago, [I-13]. */
export const DEVICE_UNKNOWN = 'device-unknown';

/** No session of that id was ever known here: it was lost, or a blank stands for a key, [PK-7]. */
export const SESSION_UNKNOWN = 'ratchet-session-unknown';

/** Refusals that a new handshake mends: the two sides lost their common state (docs/spec/limits.md). */
const MENDED_BY_REPAIR = new Set([
  SESSION_UNKNOWN,
  'prekey-gone',
  'message-gap',
  'tag-mismatch',
  'ratchet-key-unexpected',
  'post-quantum-epoch',
  'post-quantum-unexpected',
  'kem-key-invalid',
  'agreement-zero',
  'handshake-transcript',
  // [H-9] [S-9] Of a profile that was rolled back, which kept this memory and dropped its sessions; or a true replay.
  'handshake-replayed',
]);

/** [C-13] Refusals after which the content is asked for again (docs/spec/limits.md). */
const ASKED_FOR_AGAIN = new Set([
  ...MENDED_BY_REPAIR,
  'message-key-gone',
  'content-commitment',
  'content-message-id',
  'content-room',
]);

/** @returns undefined for a frame whose ids are no ids */
export function envelopeOf(frame: Deliver): Envelope | undefined {
  try {
    return {
      mailId: frame.mailId,
      envelopeId: uuid(envelopeId(frame.envelopeId)),
      senderAccountId: uuid(accountId(frame.senderAccountId)),
      senderDeviceId: uuid(deviceId(frame.senderDeviceId)),
      roomId: uuid(roomId(frame.roomId)),
      silent: frame.silent,
      frame,
    };
  } catch (cause) {
    if (cause instanceof TacetError) return undefined;
    throw cause;
  }
}

/** The device of a verified list that sent an envelope. */
export interface Sender {
  readonly device: DevicePublic;
  /** Whether the newest list names it; if not, it is a former one, [I-13]. */
  readonly isListed: boolean;
}

export interface EnvelopeOpenerDependencies {
  readonly crypto: CryptoProvider;
  readonly lists: DeviceLists;
  readonly pairs: Pairs;
}

/** Opens envelopes: the sender's device from its verified list, the key through the ratchet, the content. */
export class EnvelopeOpener {
  readonly #deps: EnvelopeOpenerDependencies;

  constructor(deps: EnvelopeOpenerDependencies) {
    this.#deps = deps;
  }

  /**
   * Finds the device that claims to have sent this, asking for newer lists when the newest does not name it: it may be new,
   * or former, [I-13], or its account may have another identity by now. Runs outside any transaction.
   *
   * @returns undefined when no verified list names that device
   * @throws ApiError when nobody answers: the envelope has to wait
   */
  async sender({ senderAccountId, senderDeviceId }: Envelope): Promise<Sender | undefined> {
    const { lists } = this.#deps;
    const known = listedIn(await lists.known(senderAccountId), senderDeviceId);
    return known ?? this.#in(await lists.refresh(senderAccountId), senderDeviceId);
  }

  /**
   * [I-13] As the transaction sees it: a list that came since {@link sender} may have taken the device off, or replaced the
   * identity.
   */
  async senderIn(tx: Work, { device }: Sender): Promise<Sender | undefined> {
    const list = await this.#deps.lists.knownIn(tx, uuid(device.accountId));
    return list ? this.#in(list, uuid(device.deviceId), tx) : undefined;
  }

  async #in(list: VerifiedDeviceList, id: string, tx?: Work): Promise<Sender | undefined> {
    const listed = listedIn(list, id);
    if (listed) return listed;
    const device = await this.#deps.lists.former.find(list, id, tx);
    return device && { device, isListed: false };
  }

  /** [C-13] Of a device that no verified list names: one that is withheld may name it later, and then it can be asked. */
  async unlisted({ frame, senderAccountId, senderDeviceId }: Envelope): Promise<RejectedEnvelope> {
    const sender = {
      accountId: accountId(fromUuid(senderAccountId)),
      deviceId: deviceId(fromUuid(senderDeviceId)),
    };
    const wireId = await this.#idOf(addressOf({ frame }, sender), frame.content);
    return { outcome: 'rejected', reason: DEVICE_UNKNOWN, wanted: wireId, wireId, resent: false };
  }

  /**
   * Plans the advanced ratchet in `tx`; a rejected envelope plans nothing but, perhaps, a repair.
   *
   * @returns the rest, which takes no step: the next envelope of that device does not have to wait for it
   */
  async open(tx: Work, envelope: Envelope, sender: DevicePublic): Promise<() => Promise<OpenedEnvelope>> {
    const { pairs } = this.#deps;
    let message: SealedMessage | undefined;
    try {
      message = parseSealedMessage(envelope.frame.sealedKey);
      const key = await pairs.open(tx, sender, message);
      return () => this.#read(envelope, sender, key);
    } catch (cause) {
      const { code } = refusalIn(cause);
      // [C-6] What the session opened, but not the body, says nothing about the session.
      if (message && MENDED_BY_REPAIR.has(code)) await pairs.markBroken(tx, sender, message);
      const wireId = await this.#idOf(addressOf(envelope, sender), envelope.frame.content);
      const wanted = ASKED_FOR_AGAIN.has(code) ? wireId : null;
      return () => Promise.resolve({ outcome: 'rejected', reason: code, wanted, wireId, resent: false });
    }
  }

  async #read({ frame }: Envelope, sender: DevicePublic, key: ContentKey): Promise<OpenedEnvelope> {
    const address = addressOf({ frame }, sender);
    const wireId = base64url(key.messageId);
    const resent = key.resentFrom !== undefined;
    let plaintext: Uint8Array | undefined;
    try {
      plaintext = await openBody(this.#deps.crypto, address, key, frame.content);
      const content = readContent(address.roomId, plaintext);
      return { outcome: 'opened', content, plaintext, wireId, resent };
    } catch (cause) {
      const { code } = refusalIn(cause);
      const wanted = ASKED_FOR_AGAIN.has(code) ? wireId : null;
      const future = plaintext && code === 'content-version' ? { future: plaintext } : {};
      return { outcome: 'rejected', reason: code, wanted, wireId, resent, ...future };
    }
  }

  /** The body's own id, which everybody can compute: the ratchet message that names it did not open. */
  async #idOf(address: ContentAddress, body: Uint8Array): Promise<string | null> {
    try {
      return base64url(await messageIdOf(this.#deps.crypto, address, body));
    } catch (cause) {
      if (cause instanceof TacetError && cause.kind === 'codec') return null;
      throw cause;
    }
  }
}

function listedIn(list: VerifiedDeviceList | null, id: string): Sender | undefined {
  const device = list?.certified.find(({ deviceId: each }) => uuid(each) === id);
  return device && { device, isListed: true };
}

function addressOf({ frame }: Pick<Envelope, 'frame'>, sender: DeviceAddress): ContentAddress {
  return { roomId: roomId(frame.roomId), sender, envelopeId: envelopeId(frame.envelopeId) };
}

/** @throws what is no refusal, but a failure of this device */
function refusalIn(cause: unknown): TacetError {
  if (!(cause instanceof TacetError) || cause.kind === 'internal') throw cause;
  return cause;
}
