import { concat, fromHex, hex, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  admitNewcomer,
  answerNewcomer,
  beginJoining,
  confirmCheck,
  createAccountIdentity,
  linkCodeText,
  meetNewcomer,
  meetOpener,
  type Opening,
} from '../../src/protocol/index.ts';
import { identitySeed } from '../../src/protocol/identity/handover.ts';
import type { LinkKey } from '../../src/protocol/linking/meeting.ts';
import {
  decodeHandover,
  encodeAnswer,
  encodeHandover,
  openerKey,
} from '../../src/protocol/linking/messages.ts';
import {
  openLinkMessage,
  sealLinkMessage,
  type LinkNumber,
  type LinkSessionKey,
} from '../../src/protocol/linking/sealing.ts';
import { joiningWith, opensFor, PROFILE } from './linking-story.ts';
import { NamedRandomness, type Draw } from './named-randomness.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

/** One message of a linking; `fresh` is all that whoever sends it draws for it, in that order. */
export interface LinkVectorMessage {
  readonly number: LinkNumber;
  readonly atMs: number;
  readonly fresh: readonly { readonly purpose: Draw['purpose']; readonly bytes: string }[];
  readonly plaintext: string;
  readonly sealed: string;
}

/** Bytes in the place of a message, and what they are refused with. */
export interface LinkVectorRefusal {
  readonly what: string;
  readonly message: LinkNumber;
  readonly sealed: string;
  readonly code: string;
}

/** `contracts/vectors/linking-v1.json`. Everything is derived from one seed, so that it can be made again. */
export async function makeLinking() {
  const randomness = new NamedRandomness('tacet linking vectors v1');
  const crypto = await randomness.provider();
  const [alice, bob] = [await person(crypto), await person(crypto)];
  const opening = await opensFor(crypto, alice);
  const plan = await joiningWith(crypto, opening);
  const told = await conversation(randomness, crypto, alice, opening, plan);
  return {
    rule: 'D-1 to D-6, I-3, I-4',
    source: 'web-client/test/protocol/linking-vectors.ts',
    licence: 'Apache-2.0',
    accountId: hex(alice.certified.accountId),
    opener: {
      atMs: MONDAY_MS,
      device: hex(alice.record.expose()),
      accountIdentity: hex(alice.identityRecord.expose()),
      signedDeviceList: hex(alice.signedList),
    },
    newcomer: { atMs: plan.nowMs, deviceId: hex(plan.deviceId), name: plan.name, device: told.device },
    code: hex(opening.code.expose()),
    codeText: await linkCodeText(crypto, opening.code),
    linkId: hex(opening.meeting.linkId),
    key: hex(opening.meeting.key.expose()),
    messages: told.messages,
    check: told.check,
    sessionKey: hex(told.sessionKey.expose()),
    signedDeviceList: told.signedList,
    profile: PROFILE,
    refused: await refusals(crypto, opening, bob, told),
  };
}

export type LinkingVectors = Awaited<ReturnType<typeof makeLinking>>;

/** All four messages and what came of them. */
async function conversation(
  randomness: NamedRandomness,
  crypto: CryptoProvider,
  alice: Person,
  opening: Opening,
  plan: Awaited<ReturnType<typeof joiningWith>>,
) {
  const messages: LinkVectorMessage[] = [];
  const tell = async (sealed: Uint8Array, atMs: number, key: LinkKey | LinkSessionKey) => {
    const fresh = randomness.drawn().map(({ purpose, bytes }) => ({ purpose, bytes: hex(bytes) }));
    const number = ([1, 2, 3, 4] as const)[messages.length] ?? 4;
    const plaintext = await openLinkMessage(crypto, opening.meeting, key, number, sealed);
    messages.push({ number, atMs, fresh, plaintext: hex(plaintext), sealed: hex(sealed) });
  };
  const { key } = opening.meeting;
  const [second, third, fourth] = [plan.nowMs + 1_000, plan.nowMs + 2_000, plan.nowMs + 30_000];
  randomness.drawn();
  const joining = await beginJoining(crypto, plan);
  await tell(joining.message, plan.nowMs, key);
  const answer = await answerNewcomer(crypto, opening, joining.message, second);
  await tell(answer.message, second, key);
  const { state: newcomer, message } = await meetOpener(crypto, joining.state, answer.message, third);
  await tell(message, third, key);
  const opener = await meetNewcomer(crypto, answer.state, message, third);
  const given = { identityRecord: alice.identityRecord.expose(), profile: PROFILE };
  const admission = await admitNewcomer(crypto, confirmCheck(opener), given, fourth);
  await tell(admission.message, fourth, opener.sessionKey);
  return {
    messages,
    check: newcomer.check,
    sessionKey: opener.sessionKey,
    device: hex(newcomer.made.record.expose()),
    signedList: hex(admission.signedList),
  };
}

/** With the byte at `at`, counted from the end if negative, changed. */
function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

const of = (all: readonly Uint8Array[] | undefined, number: LinkNumber): Uint8Array =>
  all?.[number - 1] ?? new Uint8Array();

async function refusals(
  crypto: CryptoProvider,
  { meeting, signedList: before }: Opening,
  bob: Person,
  told: Awaited<ReturnType<typeof conversation>>,
): Promise<readonly LinkVectorRefusal[]> {
  const [sealed, plain] = (['sealed', 'plaintext'] as const).map((form) =>
    told.messages.map((message) => fromHex(message[form])),
  );
  const under = (number: LinkNumber, plaintext: Uint8Array): Promise<Uint8Array> =>
    sealLinkMessage(crypto, meeting, number === 4 ? told.sessionKey : meeting.key, number, plaintext);
  const openers = openerKey(of(plain, 2).slice(1, 33));
  const handover = decodeHandover(of(plain, 4));
  const { record } = await createAccountIdentity(crypto);
  const wrongSeed = { ...handover, seed: identitySeed(record.expose()) };
  const cases: readonly (readonly [LinkNumber, string, string, Uint8Array])[] = [
    [1, 'link-tag', 'the last byte changed', changed(of(sealed, 1), -1)],
    [1, 'link-version', 'a later version', changed(of(sealed, 1), 0)],
    [2, 'link-tag', 'message 1 in its place', of(sealed, 1)],
    [2, 'link-account', 'the list of another account', await under(2, encodeAnswer(openers, bob.signedList))],
    [2, 'link-list', 'an account signature that does not hold', await under(2, changed(of(plain, 2), -100))],
    [
      2,
      'agreement-zero',
      'a key of small order',
      await under(2, encodeAnswer(openerKey(new Uint8Array(32)), before)),
    ],
    [3, 'link-commitment', 'a name that was not committed to', await under(3, changed(of(plain, 3), -65))],
    [3, 'link-signature', 'a device signature that does not hold', await under(3, changed(of(plain, 3), -1))],
    [
      4,
      'link-list',
      'the list of message 2 again',
      await under(4, encodeHandover({ ...handover, signedList: before })),
    ],
    [4, 'link-seed', 'a seed of another identity', await under(4, encodeHandover(wrongSeed))],
    [4, 'link-trailing', 'a byte too many', await under(4, concat(of(plain, 4), u8(0)))],
  ];
  return cases.map(([message, code, what, bytes]) => ({ what, message, sealed: hex(bytes), code }));
}
