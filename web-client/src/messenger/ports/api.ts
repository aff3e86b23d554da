/** The REST services as the messenger needs them; `contracts/rest.md` is the contract behind. */

import type { Person, PersonalTokenView, ProgramScope, Relation } from '../port.ts';

export interface Kdf {
  readonly salt: Uint8Array;
  readonly rounds: number;
}

export interface Login {
  readonly accountId: string;
  readonly username: string;
  readonly loginSessionId: string;
  readonly accessToken: string;
  readonly expiresInMs: number;
  /** False while the sign-up of this account has not been finished. */
  readonly complete: boolean;
}

export interface LoginSession {
  readonly id: string;
  readonly deviceId: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly userAgent: string;
  readonly current: boolean;
}

export interface AuthApi {
  checkUsername(username: string): Promise<{ available: boolean; reason?: 'taken' | 'invalid' | 'reserved' }>;
  needsInvitation(): Promise<boolean>;
  prelogin(username: string): Promise<Kdf>;
  /** Null: there never was one with this id. */
  accountState(accountId: string): Promise<'living' | 'deleted' | null>;
  putAccount(
    accountId: string,
    account: Kdf & { username: string; authenticationKey: Uint8Array; invitation?: string },
  ): Promise<void>;
  login(credentials: { username: string; authenticationKey: Uint8Array; deviceId: string }): Promise<Login>;
  /** A fresh access token from the refresh cookie, which only the transport sees. */
  refresh(): Promise<Login>;
  completeAccount(token: string): Promise<void>;
  ticket(token: string): Promise<string>;
  loginSessions(token: string): Promise<readonly LoginSession[]>;
  endLoginSession(token: string, id: string): Promise<void>;
  logout(token: string | null): Promise<void>;
  logoutEverywhere(token: string): Promise<void>;
  putPassword(
    token: string,
    change: Kdf & {
      currentAuthenticationKey: Uint8Array;
      authenticationKey: Uint8Array;
    },
  ): Promise<void>;
  deleteAccount(token: string, authenticationKey: Uint8Array): Promise<void>;
  recovery(token: string): Promise<{ exists: boolean; sinceMs: number | null }>;
  putRecovery(token: string, upload: RecoveryUpload): Promise<void>;
  /** @throws ApiError `wrong-recovery-key`, `not-found` */
  openRecovery(token: string, recoveryAuthenticationKey: Uint8Array): Promise<Uint8Array>;
  deleteRecovery(token: string, authenticationKey: Uint8Array): Promise<void>;
  /** Fetched when it is first asked for. */
  personalTokens(): Promise<PersonalTokensApi>;
}

/** Tokens for programs of the account. */
export interface PersonalTokensApi {
  list(token: string): Promise<readonly PersonalTokenView[]>;
  /** @param id the client's own, as is the secret: the same again makes no second one */
  make(
    token: string,
    id: string,
    wish: {
      readonly authenticationKey: Uint8Array;
      readonly name: string;
      readonly scopes: readonly ProgramScope[];
      readonly expiresInDays: number;
      readonly secret: Uint8Array;
    },
  ): Promise<void>;
  revoke(token: string, id: string): Promise<void>;
}

/** What the service keeps of a recovery phrase, with proof of the password. */
export interface RecoveryUpload {
  readonly currentAuthenticationKey: Uint8Array;
  readonly recoveryAuthenticationKey: Uint8Array;
  readonly record: Uint8Array;
}

export interface Profile {
  readonly firstName: string;
  readonly lastName: string;
  readonly about: string;
}

/** Signed prekeys are serialised protobuf `SignedPrekey`, opaque here. */
export interface PrekeyUpload {
  readonly x25519Signed?: Uint8Array;
  readonly mlKemLastResort?: Uint8Array;
  readonly x25519OneTime: readonly Uint8Array[];
  readonly mlKemOneTime: readonly Uint8Array[];
}

export interface PrekeyStock {
  readonly x25519OneTime: number;
  readonly mlKemOneTime: number;
}

/** What the service has of this device, and the marks that nothing new may be at or below. */
export interface PrekeyMarks extends PrekeyStock {
  /** Counters of the rotating prekeys; 0 before the first. */
  readonly x25519SignedCounter: number;
  readonly mlKemLastResortCounter: number;
  /** Highest key ids ever stored; -1 before the first. */
  readonly x25519OneTimeHighestKeyId: number;
  readonly mlKemOneTimeHighestKeyId: number;
}

export interface PrekeyBundleAnswer {
  readonly x25519Signed: Uint8Array;
  readonly mlKemLastResort: Uint8Array;
  readonly x25519OneTime?: Uint8Array;
  readonly mlKemOneTime?: Uint8Array;
}

export interface RequestEntry {
  readonly requestId: string;
  readonly user: Person;
  readonly createdAt: number;
}

export interface FriendEntry {
  readonly user: Person;
  readonly since: number;
  readonly roomId: string;
}

export interface RoomEntry {
  readonly roomId: string;
  readonly kind: string;
  readonly version: number;
  readonly members: readonly Person[];
  readonly open: boolean;
  /** What a group has besides; null for direct rooms. */
  readonly group: GroupEntry | null;
}

export interface GroupEntry {
  /** Length of its log, as far as this account may see it. */
  readonly sequence: number;
  readonly invited: readonly Person[];
  /** Account ids of members whose account was deleted. */
  readonly gone: readonly string[];
}

/** Of a membership log. Entries are serialised protobuf `SignedMembershipEntry`, opaque here. */
export interface LogPage {
  readonly entries: readonly Uint8Array[];
  readonly sequence: number;
  readonly version: number;
}

/** [D-2] What one side of a linking left for the other, sealed, and where that side's login came from. */
export interface LinkMessage {
  readonly sealed: Uint8Array;
  /** As the gateway saw it; empty when it did not. */
  readonly userAgent: string;
}

/** [D-2] Meetings of two logins of this account; a meeting is forgotten after ten minutes. */
export interface LinksApi {
  /** Takes the place of another meeting of the account. */
  openLink(token: string, linkId: string): Promise<void>;
  /** Either side ends it for both. @param numbersDiffer the other side gets `numbers-differ` from now on */
  closeLink(token: string, linkId: string, numbersDiffer: boolean): Promise<void>;
  /** The same bytes again are answered the same. @throws ApiError `not-found` when there is no such meeting */
  putLinkMessage(token: string, linkId: string, number: number, sealed: Uint8Array): Promise<void>;
  /**
   * Waits up to 20 s for a message of the other side.
   *
   * @throws ApiError `nothing-yet`: ask again; `not-found` when there is no such meeting (any more)
   */
  linkMessage(token: string, linkId: string, number: number): Promise<LinkMessage>;
}

/** How the account's archive stands at the service. */
export interface ArchiveStanding {
  /** Null when there is none. */
  readonly archiveId: string | null;
  readonly chunks: number;
  /** In bytes. */
  readonly size: number;
  /** What the next chunk, or the first one of another archive, has to follow. */
  readonly head: Uint8Array;
}

/** The archive of history, `docs/spec/archive.md`; chunks are sealed. */
export interface ArchiveApi {
  archive(token: string): Promise<ArchiveStanding>;
  /**
   * Appends a chunk, the first of which begins the archive; the same bytes again are answered the same.
   *
   * @throws ApiError `archive-conflict`: it does not stand there; `archive-full`
   */
  putArchiveChunk(
    token: string,
    archiveId: string,
    number: number,
    chunk: { readonly previous: Uint8Array; readonly chunk: Uint8Array },
  ): Promise<ArchiveStanding>;
  /** Chunks from a number on, ascending, about a megabyte. @throws ApiError `not-found` when this archive is no more */
  archiveChunks(token: string, archiveId: string, from: number): Promise<readonly Uint8Array[]>;
  /** Also when there is none. */
  deleteArchive(token: string, archiveId: string): Promise<void>;
}

export interface SocialApi {
  /** Loaded when somebody links. */
  links(): Promise<LinksApi>;
  /** Loaded with the first connection of an account. */
  archives(): Promise<ArchiveApi>;
  putProfile(token: string, profile: Profile): Promise<Person>;
  profile(token: string): Promise<Person>;
  findUser(token: string, username: string): Promise<{ user: Person; relation: Relation }>;
  user(token: string, accountId: string): Promise<{ user: Person; relation: Relation }>;
  putDeviceList(token: string, signedDeviceList: Uint8Array): Promise<void>;
  /** Signed device lists of versions above `after`, ascending, at most 64. */
  deviceLists(
    token: string,
    accountId: string,
    after: number,
  ): Promise<{ lists: readonly Uint8Array[]; version: number }>;
  putPrekeys(token: string, prekeys: PrekeyUpload): Promise<PrekeyStock>;
  prekeyStock(token: string): Promise<PrekeyMarks>;
  prekeyBundle(token: string, accountId: string, deviceId: string): Promise<PrekeyBundleAnswer>;
  putFriendRequest(
    token: string,
    requestId: string,
    username: string,
  ): Promise<{ requestId: string; state: 'pending' | 'accepted'; user: Person; createdAt: number }>;
  friendRequests(
    token: string,
  ): Promise<{ incoming: readonly RequestEntry[]; outgoing: readonly RequestEntry[] }>;
  acceptFriendRequest(token: string, requestId: string): Promise<RoomEntry>;
  declineFriendRequest(token: string, requestId: string): Promise<void>;
  withdrawFriendRequest(token: string, requestId: string): Promise<void>;
  friends(token: string): Promise<readonly FriendEntry[]>;
  unfriend(token: string, accountId: string): Promise<void>;
  blocks(token: string): Promise<readonly { user: Person; since: number }[]>;
  block(token: string, accountId: string): Promise<void>;
  unblock(token: string, accountId: string): Promise<void>;
  rooms(token: string): Promise<readonly RoomEntry[]>;
  /**
   * Takes 1 to 8 entries if `after` is the length of the log; the same ones again are answered the same.
   *
   * @throws ApiError `room-log-conflict` when the log has grown
   */
  appendToLog(
    token: string,
    roomId: string,
    after: number,
    entries: readonly Uint8Array[],
  ): Promise<{ sequence: number; version: number }>;
  /** Entries above `after`, ascending, at most 64. */
  roomLog(token: string, roomId: string, after: number): Promise<LogPage>;
}

export interface Api {
  readonly auth: AuthApi;
  readonly social: SocialApi;
}

/**
 * A refusal of a service, or no answer at all.
 *
 * `code` is the `code` of the problem document, or `network` when no answer came in time; the
 * latter says nothing about whether the service did what was asked.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(code: string, status = 0, retryAfterMs: number | null = null, cause?: unknown) {
    super(`api: ${code}`, { cause });
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Nobody knows whether the service did it. */
  get isUnanswered(): boolean {
    return this.code === 'network' || this.code === 'invalid-answer' || this.status >= 500;
  }
}
