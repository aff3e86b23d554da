import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  admitNewcomer,
  answerNewcomer,
  beginJoining,
  confirmCheck,
  deviceId,
  freshId,
  linkCodeText,
  meetNewcomer,
  meetOpener,
  openLinking,
  parseLinkCode,
  takeAccount,
  type Admission,
  type Answered,
  type Committed,
  type JoiningPlan,
  type Linked,
  type NewcomerComparing,
  type Opening,
  type OpenerComparing,
} from '../../src/protocol/index.ts';
import { MONDAY_MS, type Person } from './people.ts';

/** Whoever carries the messages: gives what arrives for what was sent, and may have read the code of the opening. */
export type Carrier = (
  message: Uint8Array,
  number: 1 | 2 | 3 | 4,
  opening: Opening,
) => Uint8Array | Promise<Uint8Array>;
export const honest: Carrier = (message) => message;

export const PROFILE = { firstName: 'Älice', lastName: '', about: 'Grüße 👋' };
export const NAME = 'Küchen-Tablet';

/** Alice's old device and her new browser, at each point of a linking. */
export interface Story {
  readonly opening: Opening;
  readonly committed: Committed;
  readonly first: Uint8Array;
  readonly answered: Answered;
  readonly second: Uint8Array;
  readonly newcomer: NewcomerComparing;
  readonly third: Uint8Array;
  readonly opener: OpenerComparing;
  readonly admission: Admission;
  readonly linked: Linked;
}

export const opensFor = (
  crypto: CryptoProvider,
  alice: Person,
  signedList = alice.signedList,
): Promise<Opening> =>
  openLinking(crypto, {
    identityRecord: alice.identityRecord.expose(),
    us: alice.device,
    signedList,
    nowMs: MONDAY_MS,
  });

/** What the new browser is told by its user: the code as she types it. */
export async function joiningWith(
  crypto: CryptoProvider,
  { code, meeting }: Opening,
  change: Partial<JoiningPlan> = {},
): Promise<JoiningPlan> {
  const typed = (await linkCodeText(crypto, code)).toLowerCase().replaceAll('-', ' ');
  return {
    code: await parseLinkCode(crypto, typed),
    accountId: meeting.accountId,
    deviceId: deviceId(freshId(crypto)),
    name: NAME,
    nowMs: MONDAY_MS + 30_000,
    ...change,
  };
}

/** What Alice does when she compares: nothing goes on. */
const DIFFERENT = 'the numbers are different';

/** A linking from beginning to end. @throws the first refusal, on whichever side, or Alice's */
export async function link(
  crypto: CryptoProvider,
  alice: Person,
  carry: Carrier = honest,
  nowMs = MONDAY_MS + 60_000,
): Promise<Story> {
  const opening = await opensFor(crypto, alice);
  const { state: committed, message: first } = await beginJoining(crypto, await joiningWith(crypto, opening));
  const { state: answered, message: second } = await answerNewcomer(
    crypto,
    opening,
    await carry(first, 1, opening),
    nowMs,
  );
  const { state: newcomer, message: third } = await meetOpener(
    crypto,
    committed,
    await carry(second, 2, opening),
    nowMs,
  );
  const opener = await meetNewcomer(crypto, answered, await carry(third, 3, opening), nowMs);
  if (opener.check !== newcomer.check) throw new Error(DIFFERENT);
  const given = { identityRecord: alice.identityRecord.expose(), profile: PROFILE };
  const admission = await admitNewcomer(crypto, confirmCheck(opener), given, nowMs);
  const linked = await takeAccount(
    crypto,
    confirmCheck(newcomer),
    await carry(admission.message, 4, opening),
    nowMs,
  );
  return {
    opening,
    committed,
    first,
    answered,
    second,
    newcomer,
    third,
    opener,
    admission,
    linked,
  };
}
