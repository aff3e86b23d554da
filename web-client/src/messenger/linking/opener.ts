import {
  admitNewcomer,
  answerNewcomer,
  confirmCheck,
  linkCodeText,
  meetNewcomer,
  openLinking as beginOpening,
  uuid,
  type Confirmed,
  type LinkProfile,
  type Opening,
  type OpenerComparing,
} from '../../protocol/index.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import type { Admitted } from '../devices/chores.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import type { Random } from '../ports/platform.ts';
import { StoreError } from '../ports/store.ts';
import { GRACE_MS, remember, settle, type HostAccount } from './admission.ts';
import { Attempt, LinkingOver, type AttemptDependencies } from './attempt.ts';
import { rememberNames } from './device-names.ts';
import { MeetingPlace } from './meeting-place.ts';
import { ourAccount } from './own-list.ts';
import { reasonOf } from './reasons.ts';
import { takeBack } from './sign-out.ts';

export interface OpenerDependencies extends HostAccount, AttemptDependencies {
  readonly random: Random;
  readonly profile: LinkProfile;
  /** Runs what nobody waits for. */
  readonly background: (task: Promise<void>) => void;
}

/** What one linking of this side works with. */
interface Linking {
  readonly deps: OpenerDependencies;
  readonly attempt: Attempt;
  readonly place: MeetingPlace;
  readonly identityRecord: Uint8Array;
}

/**
 * [D-1] [D-2] Makes a code and waits, without its caller, for whoever types it.
 *
 * @throws MessengerFailure `linking-ended`: the view says why
 */
export async function openLinking(deps: OpenerDependencies): Promise<{ code: string; expiresAtMs: number }> {
  const attempt = new Attempt(deps);
  try {
    attempt.show({ role: 'existing', at: 'waiting' });
    const { crypto, own, lists, me, ledger } = deps;
    const keys = await ledger.read(OWN_KEYS, OWN_KEYS_NAME);
    if (!keys) throw new StoreError('damaged');
    await attempt.within(ourAccount(deps));
    const signedList = await lists.signed(me);
    if (!signedList) throw new StoreError('damaged');
    const plan = { identityRecord: keys.identity, us: own.device, signedList, nowMs: attempt.beganAtMs };
    const opening = await beginOpening(crypto, plan);
    const place = new MeetingPlace(
      { ...deps, social: deps.api.social },
      attempt,
      uuid(opening.meeting.linkId),
      1,
    );
    await place.open();
    const { expiresAtMs } = attempt;
    const code = await linkCodeText(crypto, opening.code);
    attempt.show({ role: 'existing', at: 'code', code, expiresAtMs });
    deps.background(letIn({ deps, attempt, place, identityRecord: keys.identity }, opening));
    return { code, expiresAtMs };
  } catch (cause) {
    attempt.finish({ role: 'existing', at: 'failed', reason: reasonOf(cause) });
    throw new MessengerFailure('linking-ended', cause);
  }
}

/** From the code to the end. What goes wrong is shown; nothing is tried again. */
async function letIn(linking: Linking, opening: Opening): Promise<void> {
  const { attempt, place } = linking;
  try {
    const comparing = await meet(linking, opening);
    await compare(linking, comparing);
    attempt.show({ role: 'existing', at: 'finishing' });
    await admit(linking, confirmCheck(comparing));
    attempt.finish({ role: 'existing', at: 'done', name: comparing.newcomer.name });
  } catch (cause) {
    const reason = reasonOf(cause);
    attempt.fail(reason);
    await place.close(reason);
    attempt.finish({ role: 'existing', at: 'failed', reason });
    if (reason === 'internal' && !(cause instanceof ApiError)) throw cause;
  }
}

/** [D-4] */
async function meet({ deps, attempt, place }: Linking, opening: Opening): Promise<OpenerComparing> {
  const { crypto, clock } = deps;
  const first = await place.take(1);
  attempt.show({ role: 'existing', at: 'waiting' });
  const answered = await answerNewcomer(crypto, opening, first.sealed, clock.now());
  await place.put(2, answered.message);
  const third = await place.take(3);
  return meetNewcomer(crypto, answered.state, third.sealed, clock.now());
}

/** [D-5] Shows the numbers, and where the newcomer's login came from. */
async function compare(linking: Linking, { check, newcomer }: OpenerComparing): Promise<void> {
  const { deps, attempt, place } = linking;
  const { api } = deps;
  const { name } = newcomer;
  const sessions = await place.patiently((token) => api.auth.loginSessions(token));
  const its = sessions.find(({ deviceId }) => deviceId === uuid(newcomer.place.deviceId));
  attempt.show({
    role: 'existing',
    at: 'check',
    digits: check,
    name,
    sinceMs: its?.createdAt ?? newcomer.place.addedAtMs,
    userAgent: its?.userAgent ?? '',
    expiresAtMs: attempt.expiresAtMs,
  });
  // The user reads six digits meanwhile.
  deps.readies();
  await place.whileThere(attempt.confirmed());
}

/** [D-6] The list first, then the account; and the device comes off the list again if it does not take it. */
async function admit(linking: Linking, comparing: Confirmed<OpenerComparing>): Promise<void> {
  const { deps, attempt, place, identityRecord } = linking;
  const { crypto, clock, lists, me } = deps;
  const given = { identityRecord, profile: deps.profile };
  const { signedList, message } = await admitNewcomer(crypto, comparing, given, clock.now());
  const admitted = {
    deviceId: uuid(comparing.newcomer.place.deviceId),
    beganAtMs: attempt.beganAtMs,
  };
  // Before anybody hears of it: whatever happens from here on, this device knows whom it has put on the list.
  await remember(deps, admitted);
  try {
    await place.patiently((token) => deps.api.social.putDeviceList(token, signedList));
    await lists.refresh(me);
    await place.put(4, message);
    await rememberNames(deps.ledger, { [admitted.deviceId]: comparing.newcomer.name });
    // It ends the meeting once it stands, or gives up.
    await place.untilGone();
  } catch (cause) {
    if (!(await standsAfterAll(linking, admitted, cause))) throw endOf(attempt, cause);
    return;
  }
  if (!(await stays(linking, admitted))) throw new LinkingOver('cancelled');
}

/** What was called off later than it went wrong was called off. */
function endOf({ isCalledOff }: Attempt, cause: unknown): unknown {
  return isCalledOff && reasonOf(cause) !== 'different' ? new LinkingOver('cancelled') : cause;
}

/** [D-6] Whether it is in, now that the linking is over. What the user calls off until the very end is off. */
async function stays({ deps, attempt }: Linking, admitted: Admitted): Promise<boolean> {
  const calledOff = (): boolean => attempt.isCalledOff;
  if (!calledOff() && (await settle(deps, admitted, calledOff)) && !calledOff()) return true;
  if (calledOff()) await takeBack(deps, admitted.deviceId);
  return false;
}

/** [D-6] It ended before it was seen whether the newcomer stands. */
async function standsAfterAll(linking: Linking, admitted: Admitted, cause: unknown): Promise<boolean> {
  const { attempt, place } = linking;
  // Locked: the keys are leaving, and the next connection does it.
  if (attempt.isLeft) return false;
  attempt.fail(reasonOf(cause));
  // First: what it has not taken by now, it does not get any more.
  await place.close(reasonOf(cause));
  // It may have taken the account at the very end of its time, and be storing it.
  if (attempt.isExpired) await attempt.unwanted(GRACE_MS);
  if (attempt.isLeft) return false;
  try {
    return await stays(linking, admitted);
  } catch (failure) {
    // [D-11] Off the list meanwhile, this device lets nobody in.
    const isOver = failure instanceof MessengerFailure && failure.code === 'signed-out';
    if (!isOver && !(failure instanceof ApiError)) throw failure;
    return false;
  }
}
