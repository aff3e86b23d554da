import {
  ByteReader,
  CodecError,
  concat,
  named,
  prefixed,
  Secret,
  u64,
  u8,
  UsageError,
  utf8,
  fromUtf8,
  type Fixed,
  type Named,
} from '../../bytes/index.ts';
import type { CryptoProvider, SigningSeed } from '../../crypto/index.ts';
import type { ListedDevice } from '../identity/device-list-codec.ts';
import type { DevicePlace } from '../identity/device-place.ts';
import { deviceAgreementKey, deviceSigningKey } from '../identity/keys.ts';
import { deviceId } from '../ids.ts';
import {
  MAX_ABOUT_BYTES,
  MAX_DEVICE_NAME_BYTES,
  MAX_LINK_LIST_BYTES,
  MAX_NAME_CHARACTERS,
} from '../limits.ts';
import { label } from '../suite.ts';

/** eE and eN: X25519 keys of one linking, and of nothing else. */
export type OpenerKey = Named<'link-opener-key', 32>;
export type NewcomerKey = Named<'link-newcomer-key', 32>;
export const openerKey = (bytes: Uint8Array): OpenerKey => named('link-opener-key', 32, bytes);
export const newcomerKey = (bytes: Uint8Array): NewcomerKey => named('link-newcomer-key', 32, bytes);

/** [D-4] What the newcomer says of itself: fixed by message 1, shown in message 3. */
export interface Introduction {
  readonly ephemeralKey: NewcomerKey;
  /** r: without it the commitment could be searched for the key. */
  readonly blind: Fixed<32>;
  readonly device: ListedDevice;
  /** What the user calls the device, shown before the account is given to it. */
  readonly name: string;
}

/** The bytes of an introduction; nobody but the newcomer may know them before message 2. */
export type IntroductionBytes = Secret<'LinkIntroduction', number>;
/** [D-4] SHA-256 over an introduction. */
export type Commitment = Named<'link-commitment', 32>;

/** What the account looks like, for the new device to show at once. */
export interface LinkProfile {
  readonly firstName: string;
  readonly lastName: string;
  readonly about: string;
}

/** [D-4] Message 4: the account. */
export interface Handover {
  readonly seed: SigningSeed;
  readonly signedList: Uint8Array;
  readonly profile: LinkProfile;
}

const VERSION = 1;
/** A character of UTF-8 has at most four bytes. */
const MAX_NAME_BYTES = 4 * MAX_NAME_CHARACTERS;
const COMMITMENT_LABEL = label('tacet/link/commitment/v1');

function versioned(plaintext: Uint8Array): ByteReader {
  const reader = new ByteReader(plaintext, 'link');
  if (reader.u8() !== VERSION) {
    throw new CodecError('link-version');
  }
  return reader;
}

/** @throws UsageError `link-name`: longer than 64 bytes of UTF-8 */
export function encodeIntroduction(introduction: Introduction): IntroductionBytes {
  const { ephemeralKey, blind, device } = introduction;
  const name = utf8(introduction.name);
  if (name.length > MAX_DEVICE_NAME_BYTES) {
    throw new UsageError('link-name');
  }
  const bytes = concat(
    ephemeralKey,
    blind,
    device.deviceId,
    device.signingKey,
    device.agreementKey,
    u64(device.addedAtMs),
    prefixed(name),
  );
  return Secret.of('LinkIntroduction', bytes.length, bytes);
}

/** [D-4] */
export async function commitTo(crypto: CryptoProvider, introduction: Uint8Array): Promise<Commitment> {
  return named('link-commitment', 32, await crypto.sha256(concat(COMMITMENT_LABEL, introduction)));
}

/** [D-4] Message 1, of the newcomer. */
export const encodeCommitment = (commitment: Commitment): Uint8Array => concat(u8(VERSION), commitment);

/** @throws CodecError `link-…` */
export function decodeCommitment(plaintext: Uint8Array): Commitment {
  const reader = versioned(plaintext);
  const commitment = named('link-commitment', 32, reader.take(32));
  reader.end();
  return commitment;
}

/** [D-4] Message 2, of the opener. */
export const encodeAnswer = (ephemeralKey: OpenerKey, signedList: Uint8Array): Uint8Array =>
  concat(u8(VERSION), ephemeralKey, prefixed(signedList));

/** The list is not verified. @throws CodecError `link-…` */
export function decodeAnswer(plaintext: Uint8Array): {
  readonly ephemeralKey: OpenerKey;
  readonly signedList: Uint8Array;
} {
  const reader = versioned(plaintext);
  const answer = {
    ephemeralKey: openerKey(reader.take(32)),
    signedList: reader.prefixed(MAX_LINK_LIST_BYTES),
  };
  reader.end();
  return answer;
}

/** [D-4] Message 3, of the newcomer. */
export const encodeReveal = (introduction: IntroductionBytes, signature: Fixed<64>): Uint8Array =>
  concat(u8(VERSION), introduction.expose(), signature);

/** Neither commitment nor signature is verified. @throws CodecError `link-…` */
export function decodeReveal(plaintext: Uint8Array): {
  readonly ephemeralKey: NewcomerKey;
  readonly place: DevicePlace;
  readonly name: string;
  /** What the commitment is to. */
  readonly introduction: Uint8Array;
} {
  const reader = versioned(plaintext);
  const begin = reader.offset;
  const ephemeralKey = newcomerKey(reader.take(32));
  reader.take(32); // r says nothing by itself
  const device = {
    deviceId: deviceId(reader.take(16)),
    signingKey: deviceSigningKey(reader.take(32)),
    agreementKey: deviceAgreementKey(reader.take(32)),
    addedAtMs: reader.time(),
  };
  const name = fromUtf8(reader.prefixed(MAX_DEVICE_NAME_BYTES));
  const introduction = plaintext.slice(begin, reader.offset);
  const signature = reader.take(64);
  reader.end();
  return { ephemeralKey, place: { ...device, signature }, name, introduction };
}

/**
 * [D-4] Message 4, of the opener.
 * @throws UsageError `link-profile`: a text that the newcomer would refuse, when the list is at the service already
 */
export function encodeHandover({ seed, signedList, profile }: Handover): Uint8Array {
  const { firstName, lastName, about } = profile;
  const names = [utf8(firstName), utf8(lastName)];
  const rest = utf8(about);
  if (names.some(({ length }) => length > MAX_NAME_BYTES) || rest.length > MAX_ABOUT_BYTES) {
    throw new UsageError('link-profile');
  }
  return concat(u8(VERSION), seed.expose(), prefixed(signedList), ...[...names, rest].map(prefixed));
}

/** Neither seed nor list is verified. @throws CodecError `link-…` */
export function decodeHandover(plaintext: Uint8Array): Handover {
  const reader = versioned(plaintext);
  const handover = {
    seed: Secret.of('SigningSeed', 32, reader.take(32)),
    signedList: reader.prefixed(MAX_LINK_LIST_BYTES),
    profile: {
      firstName: fromUtf8(reader.prefixed(MAX_NAME_BYTES)),
      lastName: fromUtf8(reader.prefixed(MAX_NAME_BYTES)),
      about: fromUtf8(reader.prefixed(MAX_ABOUT_BYTES)),
    },
  };
  reader.end();
  return handover;
}
