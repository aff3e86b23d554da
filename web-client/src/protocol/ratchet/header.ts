import { CodecError, concat, u32, u8, type ByteReader, type Fixed } from '../../bytes/index.ts';
import {
  theirAnswer,
  theirOffer,
  theirRatchetKey,
  type OurAnswer,
  type OurOffer,
  type OurRatchetKey,
  type TheirAnswer,
  type TheirOffer,
  type TheirRatchetKey,
} from './keys.ts';

/** [W-6] What a message carries of a post-quantum step. */
export type Carried<Offer extends Fixed<1184>, Answer extends Fixed<1088>> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'offer'; readonly offer: Offer }
  | { readonly kind: 'answer'; readonly answer: Answer };
export type OurCarried = Carried<OurOffer, OurAnswer>;
export type TheirCarried = Carried<TheirOffer, TheirAnswer>;

/** [W-5] */
interface RatchetHeader<Key extends Fixed<32>, Step extends Carried<Fixed<1184>, Fixed<1088>>> {
  /** The sender's current ratchet key. */
  readonly ratchetKey: Key;
  /** PN: messages in the sender's previous sending chain. */
  readonly previousCount: number;
  /** N: number of this message in its chain, from 0. */
  readonly number: number;
  /** The epoch this chain began with. */
  readonly epoch: number;
  readonly carried: Step;
  /** Sixteen fresh bytes per message, [R-4]. */
  readonly random: Fixed<16>;
}

export type OurHeader = RatchetHeader<OurRatchetKey, OurCarried>;
/** Parsed and not yet trusted. */
export type TheirHeader = RatchetHeader<TheirRatchetKey, TheirCarried>;

const STEP = { nothing: 0, offer: 1, answer: 2 } as const;

export function encodeHeader(header: OurHeader): Uint8Array {
  return concat(
    header.ratchetKey,
    u32(header.previousCount),
    u32(header.number),
    u32(header.epoch),
    encodeCarried(header.carried),
    header.random,
  );
}

function encodeCarried(carried: OurCarried): Uint8Array {
  const step = u8(STEP[carried.kind]);
  switch (carried.kind) {
    case 'nothing':
      return step;
    case 'offer':
      return concat(step, carried.offer);
    case 'answer':
      return concat(step, carried.answer);
  }
}

/** @throws CodecError `sealed-message-…` */
export function decodeHeader(reader: ByteReader): TheirHeader {
  return {
    ratchetKey: theirRatchetKey(reader.take(32)),
    previousCount: reader.u32(),
    number: reader.u32(),
    epoch: reader.u32(),
    carried: decodeCarried(reader),
    random: reader.take(16),
  };
}

function decodeCarried(reader: ByteReader): TheirCarried {
  switch (reader.u8()) {
    case STEP.nothing:
      return { kind: 'nothing' };
    case STEP.offer:
      return { kind: 'offer', offer: theirOffer(reader.take(1184)) };
    case STEP.answer:
      return { kind: 'answer', answer: theirAnswer(reader.take(1088)) };
    default:
      throw new CodecError('sealed-message-step'); // [W-6]
  }
}
