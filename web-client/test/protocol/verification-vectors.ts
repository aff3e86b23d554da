import { base64url, concat, fromBase64url, hex, u8 } from '../../src/bytes/index.ts';
import {
  safetyNumber,
  verificationCode,
  type AccountFingerprint,
  type ScanOutcome,
} from '../../src/protocol/index.ts';
import { NamedRandomness } from './named-randomness.ts';
import { person, type Person } from './people.ts';

/** A text that a camera read, and what it is to Bob who expects Alice's code. */
export interface ScanVector {
  readonly what: string;
  readonly text: string;
  readonly outcome: ScanOutcome;
}

export const fingerprint = (who: Person): AccountFingerprint => ({
  accountId: who.certified.accountId,
  identityKey: who.identity.publicKey,
});

/** Bytes 1 to 16 and 49 to 64 are account ids, those after them identity keys. */
const OWN_KEY = 17;
const OTHER_KEY = 65;

function changed(text: string, at: number): string {
  const bytes = fromBase64url(text);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return base64url(bytes);
}

/** `contracts/vectors/verification-v1.json`. Everything is derived from one seed, so that it can be made again. */
export async function makeVerification() {
  const crypto = await new NamedRandomness('tacet verification vectors v1').provider();
  const people = [await person(crypto), await person(crypto), await person(crypto)] as const;
  const [alice, bob, carol] = people.map(fingerprint) as [
    AccountFingerprint,
    AccountFingerprint,
    AccountFingerprint,
  ];
  const text = verificationCode(alice, bob);
  const payload = fromBase64url(text);
  const swapped = (one: AccountFingerprint, by: AccountFingerprint) => ({
    ...one,
    identityKey: by.identityKey,
  });
  const scans: readonly ScanVector[] = [
    { what: "Alice's code for Bob", text, outcome: 'verified' },
    {
      what: 'another key of Alice',
      text: verificationCode(swapped(alice, carol), bob),
      outcome: 'different',
    },
    {
      what: 'Alice has another key of Bob',
      text: verificationCode(alice, swapped(bob, carol)),
      outcome: 'different',
    },
    { what: 'one bit of the first key', text: changed(text, OWN_KEY), outcome: 'different' },
    { what: 'the last bit of the last key', text: changed(text, OTHER_KEY + 31), outcome: 'different' },
    { what: "Carol's code for Bob", text: verificationCode(carol, bob), outcome: 'other-person' },
    { what: "Alice's code for Carol", text: verificationCode(alice, carol), outcome: 'other-person' },
    { what: "Bob's own code", text: verificationCode(bob, alice), outcome: 'other-person' },
    { what: 'another version', text: changed(text, 0), outcome: 'not-a-code' },
    { what: 'a byte too few', text: base64url(payload.subarray(0, -1)), outcome: 'not-a-code' },
    { what: 'a byte too many', text: base64url(concat(payload, u8(0))), outcome: 'not-a-code' },
    { what: 'white space at the end', text: `${text}\n`, outcome: 'not-a-code' },
    {
      what: 'a bit set beyond the last byte',
      text: text.slice(0, -1) + next(text.slice(-1)),
      outcome: 'not-a-code',
    },
    { what: 'a link', text: `https://example.org/#${text}`, outcome: 'not-a-code' },
    { what: 'nothing', text: '', outcome: 'not-a-code' },
  ];
  return {
    rule: 'I-8, I-11',
    source: 'web-client/test/protocol/verification-vectors.ts',
    licence: 'Apache-2.0',
    shower: written(alice),
    scanner: written(bob),
    safetyNumber: await safetyNumber(crypto, alice, bob),
    payload: hex(payload),
    text,
    scans,
  };
}

export type VerificationVectors = Awaited<ReturnType<typeof makeVerification>>;

const written = ({ accountId, identityKey }: AccountFingerprint) => ({
  accountId: hex(accountId),
  identityKey: hex(identityKey),
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The last letter carries two bits of the last byte; the letter after it sets one that is beyond. */
const next = (letter: string): string => LETTERS.charAt(LETTERS.indexOf(letter) + 1);
