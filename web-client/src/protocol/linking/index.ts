/** Several devices of one account: how one lets another in, `docs/spec/devices.md`. */
export { createLinkCode, linkCodeText, parseLinkCode, type LinkCode } from './code.ts';
export type { LinkId, Meeting } from './meeting.ts';
export { confirmCheck, type Confirmed } from './comparison.ts';
export type { LinkProfile } from './messages.ts';
export {
  admitNewcomer,
  answerNewcomer,
  meetNewcomer,
  openLinking,
  type Admission,
  type Answered,
  type Newcomer,
  type Opening,
  type OpenerComparing,
  type OpeningPlan,
} from './opener.ts';
export {
  beginJoining,
  meetOpener,
  takeAccount,
  type Committed,
  type JoiningPlan,
  type Linked,
  type NewcomerComparing,
} from './newcomer.ts';
