/** The protocol as the messenger uses it. `docs/spec` says what each piece must be. */
export * from './ids.ts';
export * as limits from './limits.ts';
export { SUITE } from './suite.ts';
export { isUsername, normaliseUsername } from './password/username.ts';
export {
  derivePasswordKeys,
  type AuthenticationKey,
  type PasswordInput,
  type WrappingKey,
} from './password/derivation.ts';
export {
  createVaultRoot,
  openRecord,
  openVault,
  recordName,
  sealRecord,
  unwrapVaultRoot,
  wrapVaultRoot,
  type RecordPlace,
  type Vault,
  type VaultRoot,
} from './vault/vault.ts';
export {
  accountIdentityKey,
  createAccountIdentity,
  createDevice,
  deviceAgreementKey,
  deviceSigningKey,
  restoreAccountIdentity,
  restoreDevice,
  type AccountIdentityKey,
  type DeviceAgreementKey,
  type DevicePublic,
  type DeviceSigningKey,
  type OurAccountIdentity,
  type NewDevice,
  type OurDevice,
  type SecretRecord,
} from './identity/keys.ts';
export type { DeviceListContent, ListedDevice } from './identity/device-list-codec.ts';
export {
  advanceDeviceList,
  buildDeviceList,
  headOf,
  signDeviceList,
  verifyDeviceList,
  type DeviceListHead,
  type DeviceListPlan,
  type DeviceListStep,
  type VerifiedDeviceList,
} from './identity/device-list.ts';
export { deviceUnder, identitySeed } from './identity/handover.ts';
export { signPlace, type DevicePlace, type DeviceSignature } from './identity/device-place.ts';
export { resetTo, withDevice, withoutDevice, type OurAccount } from './identity/device-list-change.ts';
export * from './linking/index.ts';
export { safetyNumber, type AccountFingerprint } from './identity/safety-number.ts';
export { judgeScan, verificationCode, type ScanOutcome } from './identity/verification-code.ts';
export {
  createPrekey,
  isKem,
  isRotating,
  restorePrekey,
  type OurPrekey,
  type PrekeyKind,
  type PrekeyPlan,
  type PrekeyRef,
} from './prekeys/prekey.ts';
export {
  verifyBundle,
  type PrekeyBundle,
  type PrekeyCounters,
  type VerifiedBundle,
} from './prekeys/bundle.ts';
export { parseSealedMessage, type SealedMessage } from './ratchet/message.ts';
export type { RatchetSession } from './ratchet/state.ts';
export type { NamedPrekeys } from './handshake/respond.ts';
export {
  abandonSessions,
  emptyPair,
  mayRepair,
  needsSession,
  postQuantum,
  sessionsOf,
  type Pair,
  type PostQuantumProgress,
  type Superseded,
} from './pair/state.ts';
export { prunePair, retireActive } from './pair/converge.ts';
export {
  openFromDevice,
  prekeysFor,
  sealForDevice,
  startSession,
  type FoundPrekeys,
  type Opened,
  type OpenInput,
  type StartInput,
} from './pair/exchange.ts';
export { blankMessage } from './pair/blank.ts';
export { openTyping, sealTyping, type TypingState } from './pair/typing.ts';
export { decodePair, encodePair } from './pair/codec.ts';
export type {
  AccountListHead,
  Content,
  ContentBody,
  HistoryEntry,
  HistoryPart,
  HistoryState,
  RoomState,
  TrustMark,
} from './content/content.ts';
export { cutHistory } from './content/history-cut.ts';
export { decodeContent, encodeContent } from './content/content-codec.ts';
export {
  encryptContent,
  messageIdOf,
  openBody,
  openContent,
  readContent,
  type ContentAddress,
  type ContentKey,
  type ContentSecret,
} from './content/envelope.ts';
export type { LogPerson, MembershipChange, MembershipEntry } from './room/change.ts';
export { decodeEntry, decodeSignedEntry, type SignedEntry } from './room/entry-codec.ts';
export { groupRoomId } from './room/room-id.ts';
export { isNameInForce, roomNameHash, saltName, type RoomName } from './room/name.ts';
export {
  authorListOf,
  compareLogHead,
  hashAt,
  invitedOf,
  isMemberLately,
  isOwner,
  memberOf,
  personOf,
  membershipAt,
  type FormerMember,
  type LogInvited,
  type LogMember,
  type VerifiedLog,
} from './room/log-state.ts';
export { isAlreadySo, judge, mayDo, objectionCode, type Objection } from './room/judge.ts';
export type { LogContext } from './room/author.ts';
export { refuseShorter, takeEntries, takeEntry, type Taken, type TakenEntry } from './room/log.ts';
export { makeEntry, makeFirstEntry, type EntryMaking } from './room/make-entry.ts';
export { decodeLog, encodeLog } from './room/log-codec.ts';
