/**
 * The asynchronous port between the user interface (main thread) and the messenger (dedicated worker).
 *
 * Every command and event is cloneable and free of key material. A password crosses it once per
 * command, from the field where it was typed, and is never stored on either side.
 */

import type { ArchiveCommands, ArchiveView } from './port-archive.ts';
import type { DeviceCommands, HistoryView, LinkingView } from './port-devices.ts';
import type { ProgramCommands } from './port-programs.ts';
import type { RecoveryCommands, RecoveryFailure, RecoveryView } from './port-recovery.ts';
import type { TrustView, VerificationCommands } from './port-verification.ts';

export type * from './port-archive.ts';
export type * from './port-devices.ts';
export type * from './port-programs.ts';
export type * from './port-recovery.ts';
export type * from './port-verification.ts';

/** Where the client stands. The interface shows one screen per phase. */
export type Phase =
  | { readonly at: 'starting' }
  /** No vault here: create an account or sign in. */
  | { readonly at: 'welcome' }
  /** A sealed vault is here and the keys are not in memory. */
  | { readonly at: 'locked'; readonly username: string; readonly displayName: string }
  | { readonly at: 'ready'; readonly me: Person }
  /** Another device of the account took this one off the list: its vault is sealed until the user erases it [D-11]. */
  | { readonly at: 'removed'; readonly username: string; readonly displayName: string }
  /** Another tab works, and this one cannot work with it: another version, or a browser whose tabs cannot reach each other. */
  | { readonly at: 'other-tab' }
  /** The vault cannot be used: storage is missing, full or damaged. Nothing was deleted. */
  | { readonly at: 'broken'; readonly failure: Failure };

/** The quiet bar on top. */
export type Connection =
  | { readonly state: 'online' }
  | { readonly state: 'connecting' }
  /** `displaced`: this account is in use on another socket of the same device; `takeOver` comes back. */
  | { readonly state: 'offline'; readonly retryAtMs: number | null; readonly reason?: 'displaced' }
  /** The login was ended elsewhere: messages stay readable, sending needs the password again. */
  | {
      readonly state: 'signed-out';
      /** Once it is known. `account-deleted`: on another device; nothing can be sent any more. */
      readonly reason?: 'password-changed' | 'account-deleted';
    };

export interface Person {
  readonly accountId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly about: string;
}

/** Why a command did not succeed. The interface has one sentence per code. */
export interface Failure {
  readonly code: FailureCode;
  /** Milliseconds until it is worth trying again, when known. */
  readonly retryAfterMs?: number;
}

export type FailureCode =
  | 'wrong-password'
  | 'wrong-credentials'
  | 'weak-password'
  /** The server wants less work done on the password than keeps it safe, or more than is sane: nothing was sent [P-3]. */
  | 'password-rounds'
  | 'username-taken'
  /** Only who has an invitation code can sign up here, and this is none that is good. */
  | 'invitation-needed'
  | 'invitation-invalid'
  /** Right password, and an administrator lets nobody sign in to the account. */
  | 'account-suspended'
  | 'username-invalid'
  | 'validation-failed'
  /** Right password, but this browser has no keys of that account: `joinAccount`, `recoverAccount` or `startOver` go on. */
  | 'vault-elsewhere'
  /** Right password, changed on another device: what is stored here opens with the one before, once. */
  | 'password-changed-elsewhere'
  | 'rate-limited'
  | 'network'
  | 'unavailable'
  | 'signed-out'
  /** What the server showed of devices, of who is in a group, or of who bears a name, does not hold: nothing was done by it. */
  | 'unverified'
  | 'cannot-befriend-yourself'
  | 'user-not-found'
  | 'already-friends'
  | 'request-already-sent'
  | 'blocked-by-you'
  | 'request-closed'
  | 'group-empty'
  | 'group-name-invalid'
  | 'cannot-invite-yourself'
  | 'not-a-friend'
  | 'already-a-member'
  | 'already-invited'
  | 'not-the-owner'
  | 'not-a-member'
  | 'room-full'
  /** The account was not deleted: it still is in a group. */
  | 'groups-not-left'
  | 'limit-reached'
  | 'not-found'
  | 'message-too-long'
  /** Encrypted once before it was held back: whether somebody has it is not known. */
  | 'message-under-way'
  /** What was typed is no code that another browser shows. */
  | 'link-code-invalid'
  /** Somebody's safety number changed while it was compared, or holds the conversation until the user agrees. */
  | 'identity-changed'
  /** The linking ended: `Snapshot.linking` says why. */
  | 'linking-ended'
  | RecoveryFailure
  | 'storage-full'
  | 'storage-damaged'
  | 'busy'
  | 'internal';

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export type Relation = 'self' | 'none' | 'friend' | 'request-sent' | 'request-received' | 'blocked';

export interface FriendRequest {
  readonly requestId: string;
  readonly person: Person;
  readonly createdAtMs: number;
}

export type MessageState =
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'received'
  | 'repairing'
  | 'lost';

/** One entry of a conversation, oldest first; `index` counts from 0 without gaps. */
export interface MessageView {
  readonly id: string;
  readonly index: number;
  readonly roomId: string;
  readonly senderId: string;
  readonly mine: boolean;
  readonly body: string;
  /** `notice`: something about the conversation itself, `notice` says what. `unknown`: "update the app". */
  readonly kind: 'text' | 'notice' | 'unknown';
  /**
   * `discarded`: the user took an unsent message away, or what a notice said no longer holds; its place
   * stays, nothing is shown. `messages-missing`: the sender wrote more than has come. `security-alarm`: keys or
   * device lists that the server gave do not hold, and nothing is sent until they do; `security-restored`: now they do.
   * `username-alarm`: the server gives somebody another username, `change.name`, than the one that is kept; `username-restored`:
   * it gives that one again; `username-gone`: it tells no more of that account there; `username-shared`: it gives somebody `change.name`, which a friend bears; `username-single`: only
   * one of them bears it now.
   * `verified`, `unverified`: the user compared the safety number, or it counts no more.
   */
  readonly notice?:
    | 'identity-changed'
    | 'conversation-started'
    | 'friend-removed'
    | 'repaired'
    | 'messages-missing'
    | 'security-alarm'
    | 'security-restored'
    | 'username-alarm'
    | 'username-restored'
    | 'username-gone'
    | 'username-shared'
    | 'username-single'
    /** A friend's first or last name is another one, `change.name` for `change.former`. */
    | 'name-changed'
    | 'verified'
    /** [D-13] Verified on another device of the account. */
    | 'verified-elsewhere'
    | 'unverified'
    | 'discarded'
    | GroupNotice;
  /** Of a notice of a group, or about a name: who did it, to whom (account ids), and the name it is about. */
  readonly change?: {
    readonly actorId: string;
    readonly subjectIds: readonly string[];
    readonly name: string;
    readonly former?: string;
  };
  readonly sentAtMs: number;
  readonly state: MessageState;
  /** In a group, of an own message: how many of the others have it, and have read it. */
  readonly reach?: { readonly of: number; readonly delivered: number; readonly read: number };
  /**
   * Of a message in state `failed`: its recipient got another identity after it was written; nothing could be written there
   * any more; what waits for everybody there already is as much as there may be; the server refused it for another reason.
   * Absent in records of earlier clients.
   */
  readonly unsentBecause?: 'identity-changed' | 'not-a-member' | 'mailboxes-full' | 'refused';
}

export type ConversationView = DirectConversationView | GroupConversationView;

export interface DirectConversationView extends ConversationCommon {
  readonly kind: 'direct';
  readonly person: Person;
  readonly presence: { readonly online: boolean; readonly lastSeenMs: number | null };
  readonly typing: boolean;
  readonly trust: TrustView;
}

export interface GroupConversationView extends ConversationCommon {
  readonly kind: 'group';
  /** Empty while the message that tells the name has not come. */
  readonly name: string;
  readonly description: string;
  /** The owner first, then in the order of joining. */
  readonly members: readonly MemberView[];
  readonly invited: readonly MemberView[];
  /** Everybody who ever wrote here or is named by a notice, by account id. */
  readonly people: Readonly<Record<string, Person>>;
  /** `former`: left or removed; history stays, the composer says why. */
  readonly me: 'owner' | 'member' | 'former';
  /** Account ids of who is writing, oldest first. */
  readonly typing: readonly string[];
  /** Account ids of verified people who are here under another identity: nothing is sent until the user agrees [I-12]. */
  readonly heldBy: readonly string[];
}

export interface MemberView {
  readonly person: Person;
  readonly role: 'owner' | 'member' | 'invited';
  /** The account was deleted. */
  readonly gone: boolean;
  readonly online: boolean;
  readonly trust: TrustView;
}

/** Somebody asks this person into a group. */
export interface GroupInvitationView {
  readonly roomId: string;
  readonly name: string;
  readonly description: string;
  readonly by: Person;
  readonly members: readonly Person[];
  readonly createdAtMs: number;
}

interface ConversationCommon {
  readonly roomId: string;
  /** False after unfriending, blocking or leaving: history stays, the composer says why. */
  readonly open: boolean;
  readonly lastMessage: MessageView | null;
  /** Position of the conversation in the list: time of the last message or of its beginning. */
  readonly sortMs: number;
  readonly unread: number;
  readonly messageCount: number;
  /** Index of the first unread message, or null. */
  readonly firstUnreadIndex: number | null;
  readonly draft: string;
}

/** What happened to a group, as its membership log tells it. */
export type GroupNotice =
  | 'group-created'
  | 'member-invited'
  | 'member-joined'
  | 'invitation-declined'
  | 'invitation-withdrawn'
  | 'member-left'
  | 'member-removed'
  | 'group-renamed'
  | 'owner-changed'
  /** The account got another identity or was deleted. */
  | 'member-gone';

export interface LoginSessionView {
  readonly id: string;
  readonly deviceId: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  readonly userAgent: string;
  readonly current: boolean;
}

export interface Settings {
  /** Read receipts and "online" are one switch each, both ways. */
  readonly sendReceipts: boolean;
  readonly sharePresence: boolean;
  /** Idle minutes until the app locks itself; 0 = never. */
  readonly lockAfterMinutes: number;
}

/** Everything the interface shows apart from messages; sent whole on change, small. */
export interface Snapshot {
  readonly phase: Phase;
  readonly connection: Connection;
  /** Mail waiting on the server is being fetched and decrypted: how many so far. Null when drained. */
  readonly catchingUp: { readonly received: number } | null;
  readonly conversations: readonly ConversationView[];
  readonly incoming: readonly FriendRequest[];
  readonly outgoing: readonly FriendRequest[];
  readonly invitations: readonly GroupInvitationView[];
  /** Account ids of people whom a reader could mistake for somebody else: their usernames stand by their names. */
  readonly lookalikes: readonly string[];
  readonly blocked: readonly Person[];
  readonly settings: Settings;
  readonly linking: LinkingView | null;
  readonly history: HistoryView | null;
  readonly recovery: RecoveryView;
  readonly archive: ArchiveView;
}

/** Steps of the commands that take a moment, for progress on screen. */
export type Progress =
  | 'deriving-keys'
  | 'creating-account'
  | 'creating-keys'
  | 'signing-in'
  | 'publishing-keys'
  | 'leaving-groups'
  | 'deleting-account';

/** Friends to invite: those who were chosen, and those whose names were typed. */
export interface Invited {
  readonly accountIds?: readonly string[];
  readonly usernames?: readonly string[];
}

export interface Commands
  extends DeviceCommands, ProgramCommands, RecoveryCommands, VerificationCommands, ArchiveCommands {
  checkUsername(input: { username: string }): {
    available: boolean;
    reason?: 'taken' | 'invalid' | 'reserved';
  };
  /** Whether signing up here takes an invitation code. */
  needsInvitation(input: Record<string, never>): boolean;
  signUp(input: {
    username: string;
    firstName: string;
    lastName: string;
    about: string;
    password: string;
    invitation?: string;
  }): void;
  /** Signs in with the vault of this browser, or fails with `vault-elsewhere` or `password-changed-elsewhere`. */
  signIn(input: { username: string; password: string; previous?: string }): void;
  /** Signs in without the old keys: a new identity that every contact is told about. */
  startOver(input: { username: string; password: string }): void;
  /** `previous`: the password before, after `password-changed-elsewhere`. */
  unlock(input: { password: string; previous?: string }): void;
  lock(input: Record<string, never>): void;
  /** Keeps the sealed vault unless `erase`. */
  signOut(input: { erase: boolean }): void;
  signOutEverywhere(input: Record<string, never>): void;
  changePassword(input: { current: string; next: string }): void;
  /**
   * Leaves the account's groups first; fails with `groups-not-left` where that could not be done, unless `anyway`: those that
   * are left stay open in the snapshot. `anyway` tries no group again.
   */
  deleteAccount(input: { password: string; anyway?: boolean }): void;
  listLoginSessions(input: Record<string, never>): readonly LoginSessionView[];
  endLoginSession(input: { id: string }): void;
  updateProfile(input: { firstName: string; lastName: string; about: string }): void;
  updateSettings(input: Partial<Settings>): void;
  lookUp(input: { username: string }): { person: Person; relation: Relation };
  /** `accountId`: of somebody known, who alone is asked: nobody else who is given that username. */
  sendFriendRequest(input: { username: string; accountId?: string }): { state: 'pending' | 'accepted' };
  acceptRequest(input: { requestId: string }): { roomId: string };
  declineRequest(input: { requestId: string }): void;
  withdrawRequest(input: { requestId: string }): void;
  unfriend(input: { accountId: string }): void;
  block(input: { accountId: string }): void;
  unblock(input: { accountId: string }): void;
  /** Makes a group and invites friends; at least one. */
  createGroup(input: { name: string; description: string } & Invited): { roomId: string };
  addPeople(input: { roomId: string } & Invited): void;
  /** Of a member, or takes an invitation back. */
  removeMember(input: { roomId: string; accountId: string }): void;
  renameGroup(input: { roomId: string; name: string; description: string }): void;
  handOver(input: { roomId: string; accountId: string }): void;
  leaveGroup(input: { roomId: string }): void;
  acceptInvitation(input: { roomId: string }): { roomId: string };
  declineInvitation(input: { roomId: string }): void;
  /** Messages with `fromIndex <= index < fromIndex + count`; count at most 200. */
  messages(input: { roomId: string; fromIndex: number; count: number }): readonly MessageView[];
  /**
   * Stores the message and shows it; delivery follows by itself. Resolves once stored. `id`: a fresh UUID of the
   * caller's, who can then tell whether it was stored.
   */
  sendText(input: { roomId: string; body: string; id?: string }): { id: string };
  /**
   * Tries a message in state `failed` again. Fails with `identity-changed` where the conversation is held, with
   * `not-a-member` in a group that one is not in.
   */
  retryMessage(input: { roomId: string; id: string }): void;
  /** Takes away a message in state `failed`, or one that waits in a held conversation. False: there was nothing to take. */
  discardMessage(input: { roomId: string; id: string }): boolean;
  /**
   * The conversation on screen (null: none), of which the page is told messages, and whether the window has focus: drives
   * read receipts. `seen` is false where what comes there cannot be seen: its end is out of view, or something stands before
   * it. `tab` says of which tab, where one speaks for another.
   */
  focus(input: { roomId: string | null; active: boolean; seen?: boolean; tab?: string }): void;
  typing(input: { roomId: string }): void;
  saveDraft(input: { roomId: string; draft: string }): void;
  /** Works here, and no longer in the tab that does; also comes back after another socket displaced this one. */
  takeOver(input: Record<string, never>): void;
  storageUsed(input: Record<string, never>): { bytes: number; quota: number };
}

export type CommandName = keyof Commands;

/** From the messenger to the interface. */
export type MessengerEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** Messages that are new or changed; their indexes tell where. */
  | { readonly type: 'messages'; readonly roomId: string; readonly messages: readonly MessageView[] }
  /** [D-10] Older messages were put in front: every index of the conversation known before has grown by `count`. */
  | { readonly type: 'inserted'; readonly roomId: string; readonly count: number }
  | { readonly type: 'progress'; readonly step: Progress };

/** What the interface holds: a proxy over postMessage, or the messenger itself in headless clients. */
export interface Messenger {
  call<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<Result<ReturnType<Commands[N]>>>;
  subscribe(listener: (event: MessengerEvent) => void): () => void;
}
