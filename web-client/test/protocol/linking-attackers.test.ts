import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  admitNewcomer,
  answerNewcomer,
  beginJoining,
  confirmCheck,
  limits,
  meetNewcomer,
  meetOpener,
  takeAccount,
} from '../../src/protocol/index.ts';
import { checkDigits } from '../../src/protocol/linking/comparison.ts';
import {
  commitTo,
  decodeAnswer,
  decodeReveal,
  encodeAnswer,
  encodeCommitment,
  encodeIntroduction,
  encodeReveal,
  openerKey,
  type Introduction,
} from '../../src/protocol/linking/messages.ts';
import { type LinkNumber } from '../../src/protocol/linking/sealing.ts';
import { ending, flipped, intruder, Mallory } from './linking-mallory.ts';
import { honest, joiningWith, link, NAME, opensFor, PROFILE, type Story } from './linking-story.ts';
import { NamedRandomness } from './named-randomness.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

// Hundreds of whole linkings: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
let story: Story;
const NOW_MS = MONDAY_MS + 60_000;
beforeAll(async () => {
  // From a seed: two numbers of a million that happen to be the same must not fail a run.
  crypto = await new NamedRandomness('linking attackers').provider();
  [alice, bob] = [await person(crypto), await person(crypto)];
  story = await link(crypto, alice);
});

const NUMBERS = [1, 2, 3, 4] as const;
describe('A hostile service', () => {
  it.each(NUMBERS)('[D-3] that changes any bit of message %i ends the linking', async (target) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (bit) => {
        const end = await ending(
          link(crypto, alice, (message, number) => (number === target ? flipped(message, bit) : message)),
        );
        expect(end).toMatch(/^(?:verification link-tag|codec link-version)$/);
      }),
      { numRuns: 40 },
    );
  });

  it.each(NUMBERS)('[D-3] that cuts message %i short, or lengthens it, ends the linking', async (target) => {
    const lengths: readonly ((message: Uint8Array) => Uint8Array)[] = [
      () => new Uint8Array(),
      (message) => message.slice(0, 1),
      (message) => message.slice(0, 17),
      (message) => message.slice(0, 32),
      (message) => message.slice(0, -1),
      (message) => concat(message, u8(0)),
      () => concat(u8(1), new Uint8Array(limits.MAX_LINK_MESSAGE_BYTES)),
    ];
    for (const change of lengths) {
      const end = await ending(
        link(crypto, alice, (message, number) => (number === target ? change(message) : message)),
      );
      expect(end).toMatch(/^(?:verification link-tag|codec link-truncated|validation link-too-long)$/);
    }
  });

  it('[D-3] that gives a message for another, or one of another linking, ends the linking', async () => {
    const old = await link(crypto, alice);
    const sent = [old.first, old.second, old.third, old.admission.message];
    for (const target of NUMBERS) {
      const replayed = (message: Uint8Array, number: LinkNumber) =>
        number === target ? (sent[number - 1] ?? message) : message;
      expect(await ending(link(crypto, alice, replayed))).toBe('verification link-tag');
    }
    for (const target of [2, 3, 4] as const) {
      let before: Uint8Array = new Uint8Array();
      const repeated = (message: Uint8Array, number: LinkNumber) => {
        const arrives = number === target ? before : message;
        before = message;
        return arrives;
      };
      expect(await ending(link(crypto, alice, repeated))).toBe('verification link-tag');
    }
    expect(await ending(link(crypto, alice, honest))).toBe('linked');
  });

  it('[D-3] reads nothing: another code opens no message, nor does the account of another login', async () => {
    const other = await opensFor(crypto, alice);
    const elsewhere = await joiningWith(crypto, story.opening, { accountId: bob.certified.accountId });
    const { message } = await beginJoining(crypto, elsewhere);
    expect(await ending(answerNewcomer(crypto, story.opening, message, NOW_MS))).toBe(
      'verification link-tag',
    );
    expect(await ending(answerNewcomer(crypto, other, story.first, NOW_MS))).toBe('verification link-tag');
  });
});

const given = () => ({ identityRecord: alice.identityRecord.expose(), profile: PROFILE });

describe('Time', () => {
  const late = MONDAY_MS + limits.LINK_LIFETIME_MS + 30_001;

  it('[D-1] runs out after ten minutes, at every step of both, also for a clock that was set back', async () => {
    for (const nowMs of [late, MONDAY_MS - limits.LINK_LIFETIME_MS - 1]) {
      const { opening, committed, answered, opener, newcomer } = story;
      const { message } = story.admission;
      for (const attempt of [
        answerNewcomer(crypto, opening, story.first, nowMs),
        meetOpener(crypto, committed, story.second, nowMs),
        meetNewcomer(crypto, answered, story.third, nowMs),
        admitNewcomer(crypto, confirmCheck(opener), given(), nowMs),
        takeAccount(crypto, confirmCheck(newcomer), message, nowMs),
      ]) {
        expect(await ending(attempt)).toBe('validation link-expired');
      }
    }
  });

  it('[D-1] is enough up to the last millisecond', async () => {
    const last = MONDAY_MS + limits.LINK_LIFETIME_MS;
    expect(await ending(answerNewcomer(crypto, story.opening, story.first, last))).toBe('linked');
    expect(await ending(answerNewcomer(crypto, story.opening, story.first, last + 1))).toBe(
      'validation link-expired',
    );
  });
});

describe('Somebody in between who knows the code', () => {
  it('[D-5] shows each side another number', async () => {
    for (let round = 0; round < 24; round += 1) {
      const opening = await opensFor(crypto, alice);
      const { state: committed, message: hers } = await beginJoining(
        crypto,
        await joiningWith(crypto, opening),
      );
      const mallory = new Mallory(crypto, opening);
      await mallory.open(1, hers);
      const his = await intruder(crypto, alice);
      const bytes = encodeIntroduction(his.introduction);
      const first = await mallory.seal(1, encodeCommitment(await commitTo(crypto, bytes.expose())));
      const { state: answered, message } = await answerNewcomer(crypto, opening, first, NOW_MS);
      const { signedList } = decodeAnswer(await mallory.open(2, message));
      const second = await mallory.seal(
        2,
        encodeAnswer(openerKey((await crypto.x25519.generate()).publicKey), signedList),
      );
      const { state: newcomer } = await meetOpener(crypto, committed, second, NOW_MS);
      const third = await mallory.seal(3, encodeReveal(bytes, his.place.signature));
      const opener = await meetNewcomer(crypto, answered, third, NOW_MS);
      expect(opener.check).not.toBe(newcomer.check);
    }
  });

  it.each([1, 2, 3] as const)(
    '[D-5] cannot change any bit of message %i: a side refuses it, or Alice sees two numbers',
    async (target) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (bit) => {
          const end = await ending(
            link(crypto, alice, async (message, number, opening) => {
              if (number !== target) return message;
              const mallory = new Mallory(crypto, opening);
              return mallory.seal(number, flipped(await mallory.open(number, message), bit));
            }),
          );
          expect(end).toMatch(
            target === 2
              ? /^(?:Error: the numbers are different|verification link-(?:list|account)|codec link-\S+)$/
              : /^(?:verification link-(?:commitment|signature)|codec (?:link-\S+|utf8-invalid))$/,
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  it('[D-4] cannot change a byte of what he committed to, once he has seen the other key', async () => {
    const { opening } = story;
    const mallory = new Mallory(crypto, opening);
    const his = await intruder(crypto, alice);
    const bytes = encodeIntroduction(his.introduction);
    const first = await mallory.seal(1, encodeCommitment(await commitTo(crypto, bytes.expose())));
    const { state: answered } = await answerNewcomer(crypto, opening, first, NOW_MS);
    const other = await intruder(crypto, alice);
    const changes: readonly Partial<Introduction>[] = [
      { ephemeralKey: other.introduction.ephemeralKey },
      { blind: other.introduction.blind },
      { device: other.place },
      { device: { ...his.place, deviceId: other.place.deviceId } },
      { device: { ...his.place, addedAtMs: MONDAY_MS + 1 } },
      { name: `${NAME}!` },
    ];
    for (const change of changes) {
      const altered = encodeIntroduction({ ...his.introduction, ...change });
      const third = await mallory.seal(3, encodeReveal(altered, his.place.signature));
      expect(await ending(meetNewcomer(crypto, answered, third, NOW_MS))).toBe(
        'verification link-commitment',
      );
    }
    const kept = await mallory.seal(3, encodeReveal(bytes, his.place.signature));
    expect(await ending(meetNewcomer(crypto, answered, kept, NOW_MS))).toBe('linked');
  });

  it('[D-5] cannot try until the digits fit: message 3 adds nothing to them', async () => {
    const { answered, opener, opening } = story;
    const { ephemeralKey } = decodeReveal(await new Mallory(crypto, opening).open(3, story.third));
    const agreed = await crypto.x25519.agree(answered.ephemeral, ephemeralKey);
    expect(await checkDigits(crypto, agreed, answered.plaintexts)).toBe(opener.check);
  });

  it('[D-5] has a million numbers to guess from', async () => {
    const seeded = await new NamedRandomness('digits').provider();
    const { key } = await seeded.x25519.generate();
    const { publicKey } = await seeded.x25519.generate();
    const agreed = await seeded.x25519.agree(key, publicKey);
    const count = 3_000;
    const firsts = new Map<string, number>();
    const all = new Set<string>();
    for (let each = 0; each < count; each += 1) {
      const check = await checkDigits(seeded, agreed, [seeded.random(33), seeded.random(200)]);
      expect(check).toMatch(/^\d{6}$/);
      all.add(check);
      firsts.set(check.charAt(0), (firsts.get(check.charAt(0)) ?? 0) + 1);
    }
    // Of 3,000 among a million about four come twice, and each digit leads 300 of them.
    expect(all.size).toBeGreaterThan(count - 20);
    expect([...firsts.values()].every((often) => often > 220 && often < 380)).toBe(true);
    expect(firsts.size).toBe(10);
  });

  it('[D-4] gives no key of small order', async () => {
    const second = await new Mallory(crypto, story.opening).seal(
      2,
      encodeAnswer(openerKey(new Uint8Array(32)), alice.signedList),
    );
    expect(await ending(meetOpener(crypto, story.committed, second, NOW_MS))).toBe(
      'verification agreement-zero',
    );
  });
});
