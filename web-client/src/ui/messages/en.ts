import type { FailureCode, Progress, RecoveryFailure } from '../../messenger/port.ts';
import type { lateAccountMessages } from './en/account-late.ts';
import { accountMessages } from './en/account.ts';
import { conversationMessages } from './en/conversation.ts';
import type { devicesMessages } from './en/devices-late.ts';
import type { frontMessages } from './en/front-late.ts';
import type { lateGroupMessages } from './en/groups-late.ts';
import { groupMessages } from './en/groups.ts';
import { homeMessages } from './en/home.ts';
import type { lateVerificationMessages } from './en/verification-late.ts';
import type { linkingMessages } from './en/linking-late.ts';
import type { programsMessages } from './en/programs-late.ts';
import type { recoveryMessages } from './en/recovery-late.ts';
import type { scanMessages } from './en/scan-late.ts';
import { welcomeMessages } from './en/welcome.ts';

/** A text whose form depends on `{count}`; the names are those of `Intl.PluralRules`. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** What happened, what was not lost, what to do. */
const failures = {
  'failure.wrong-password': 'That password is not right. Nothing was lost: try again.',
  'failure.wrong-credentials': 'Username and password do not go together. Check both and try again.',
  'failure.weak-password': 'This password could be guessed. Choose a longer or less usual one.',
  'failure.username-taken': 'This username, or one that looks like it, is taken. Choose another one.',
  'failure.invitation-needed': 'Signing up on this server takes an invitation code.',
  'failure.invitation-invalid':
    'This invitation code is not good, or not any more. Check it, or ask for a new one.',
  'failure.account-suspended':
    'This account is suspended. Your messages are still here: ask whoever runs this server.',
  'failure.username-invalid': 'This username cannot be used. Choose another one.',
  'failure.validation-failed': 'The server did not accept what was entered. Check the fields and try again.',
  'failure.vault-elsewhere': 'The password is right, but your messages live in another browser.',
  'failure.password-changed-elsewhere':
    'Your password was changed on another device. Enter the one before once, to open what is stored in this browser.',
  'failure.identity-changed': 'The safety number has changed meanwhile. Compare it again.',
  'failure.rate-limited': 'Too many tries. Nothing was lost: wait a moment and try again.',
  'failure.network': 'The server cannot be reached. Nothing was lost: check your connection and try again.',
  'failure.unavailable': 'The server is busy or starting. Nothing was lost: try again in a moment.',
  'failure.signed-out': 'This device was signed out. Your messages are still here: sign in to go on.',
  'failure.unverified':
    'What the server says about who takes part could not be verified. Nothing was changed: try again later.',
  'failure.cannot-befriend-yourself': 'That is your own username. Enter the username of somebody else.',
  'failure.user-not-found': 'Nobody has this username. Check the spelling; it must match exactly.',
  'failure.already-friends': 'You are friends already. The conversation is in your list.',
  'failure.request-already-sent': 'You have asked already. The request waits for an answer.',
  'failure.blocked-by-you': 'You have blocked this person. Unblock them in Settings first.',
  'failure.request-closed': 'This request was answered or taken back meanwhile.',
  'failure.group-empty': 'A group needs at least one friend. Choose whom to invite.',
  'failure.group-name-invalid': 'This name cannot be used. Give the group a name of 1 to 64 characters.',
  'failure.cannot-invite-yourself': 'You are in the group already. Take yourself off the list.',
  'failure.not-a-friend':
    'You can invite friends only, and one of these people is not your friend any more. Nobody was invited: take them off the list and try again.',
  'failure.already-a-member':
    'One of these people is in the group already. Take them off the list and try again.',
  'failure.already-invited': 'One of these people is invited already. Take them off the list and try again.',
  'failure.not-the-owner': 'Only the owner of the group can do this, and that is somebody else now.',
  'failure.not-a-member': 'You or the other person left this group meanwhile. Nothing was changed.',
  'failure.room-full': 'The group is full. Nobody was invited: choose fewer people, or begin another group.',
  'failure.groups-not-left': 'Your account was not deleted: you are still in a group.',
  'failure.limit-reached':
    'The server allows no more of these. Nothing was lost: remove what you no longer need, then try again.',
  'failure.not-found': 'This is not there any more. It may have been changed on another device.',
  'failure.message-under-way': 'This message may have been sent already, so it cannot be deleted here.',
  'failure.message-too-long': 'This message is too long. Your text is kept: send it in several parts.',
  'failure.link-code-invalid':
    'This is no code that Tacet shows. Compare it with the other browser, letter by letter.',
  'failure.linking-ended': 'The linking has ended. Nothing was lost: begin again with a new code.',
  'failure.storage-full':
    'This browser has no room left. Nothing was deleted: free some space and try again.',
  'failure.storage-damaged': 'The messages in this browser cannot be read. Nothing was deleted.',
  'failure.busy': 'Tacet is still working on the last step. Wait a moment and try again.',
  'failure.password-rounds':
    'The server asks for a protection of your password that Tacet does not accept. Nothing was sent to it.',
  'failure.internal':
    'Something went wrong in Tacet itself. Nothing was lost: try again, or reload the page.',
} as const satisfies Record<`failure.${Exclude<FailureCode, RecoveryFailure>}`, string>;

const progress = {
  'progress.deriving-keys': 'Turning your password into keys…',
  'progress.creating-account': 'Creating your account…',
  'progress.creating-keys': 'Making your keys…',
  'progress.signing-in': 'Signing in…',
  'progress.publishing-keys': 'Getting ready for your friends…',
  'progress.leaving-groups': 'Leaving your groups…',
  'progress.deleting-account': 'Deleting your account…',
} as const satisfies Record<`progress.${Progress}`, string>;

const common = {
  'app.name': 'Tacet',
  'app.title-unread': '({count}) Tacet',
  'common.cancel': 'Cancel',
  'common.close': 'Close',
  'common.back': 'Back',
  'common.save': 'Save',
  'common.try-again': 'Try again',
  'common.undo': 'Undo',
  'common.dismiss': 'Dismiss',
  'common.loading': 'Loading…',
  'common.retry-in': 'Try again in {time}.',
  'common.notifications': 'Notices',
} as const;

/** The English interface as the first load needs it. Keys are typed; see `translate.ts`. */
export const en = {
  ...common,
  ...failures,
  ...progress,
  ...welcomeMessages,
  ...homeMessages,
  ...groupMessages,
  ...conversationMessages,
  ...accountMessages,
} as const satisfies Record<string, string | Plural>;

type First = typeof en;
type Account = typeof lateAccountMessages;
type Groups = typeof lateGroupMessages;
type Devices = typeof devicesMessages;
type Front = typeof frontMessages;
type Linking = typeof linkingMessages;
type Programs = typeof programsMessages;
type Recovery = typeof recoveryMessages;
type Scan = typeof scanMessages;
type Verification = typeof lateVerificationMessages;

/** With what comes later, beside the code that shows it. */
export interface Catalogue
  extends First, Account, Devices, Front, Groups, Linking, Programs, Recovery, Scan, Verification {}
