import { base64url, TacetError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  deviceId,
  envelopeId,
  openContent,
  parseSealedMessage,
  roomId,
  uuid,
  type Content,
  type DevicePublic,
  type SealedMessage,
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
    }
  /** Verified not to be ours to show. */
  | { readonly outcome: 'rejected'; readonly reason: string };

/** Refusals that a new handshake mends: the two sides lost their common state (docs/spec/limits.md). */
const MENDED_BY_REPAIR = new Set([
  'ratchet-session-unknown',
  'prekey-gone',
  'message-gap',
  'tag-mismatch',
  'ratchet-key-unexpected',
  'post-quantum-epoch',
  'post-quantum-unexpected',
  'kem-key-invalid',
  'agreement-zero',
  'handshake-transcript',
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
   * Finds the device that claims to have sent this, asking for newer lists when it is not known yet. Runs
   * outside any transaction.
   *
   * @returns undefined when no verified list names that device
   * @throws ApiError when nobody answers: the envelope has to wait
   */
  async sender(envelope: Envelope): Promise<DevicePublic | undefined> {
    const { lists } = this.#deps;
    const known = await lists.known(envelope.senderAccountId);
    const listed = known?.certified.find((each) => uuid(each.deviceId) === envelope.senderDeviceId);
    if (listed) return listed;
    const fresh = await lists.refresh(envelope.senderAccountId);
    return fresh.certified.find((each) => uuid(each.deviceId) === envelope.senderDeviceId);
  }

  /** Plans the advanced ratchet in `tx`; a rejected envelope plans nothing but, perhaps, a repair. */
  async open(tx: Work, envelope: Envelope, sender: DevicePublic): Promise<OpenedEnvelope> {
    let message: SealedMessage | undefined;
    try {
      message = parseSealedMessage(envelope.frame.sealedKey);
      const key = await this.#deps.pairs.open(tx, sender, message);
      const address = {
        roomId: roomId(envelope.frame.roomId),
        sender,
        envelopeId: envelopeId(envelope.frame.envelopeId),
      };
      const opened = await openContent(this.#deps.crypto, address, key, envelope.frame.content);
      return { outcome: 'opened', ...opened, wireId: base64url(key.messageId) };
    } catch (cause) {
      if (!(cause instanceof TacetError) || cause.kind === 'internal') throw cause;
      if (message && MENDED_BY_REPAIR.has(cause.code)) {
        await this.#deps.pairs.markBroken(tx, sender, message);
      }
      return { outcome: 'rejected', reason: cause.code };
    }
  }
}
