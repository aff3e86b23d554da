/** The part of the port that is about several devices of one account (`docs/spec/devices.md`). */

/** A device on the account's newest list, with what its login says of it. */
export interface DeviceView {
  readonly deviceId: string;
  /** As the device called itself when it was linked here, else as the service says: "Firefox on Linux". */
  readonly name: string;
  /** As the list says, which the account signed. */
  readonly addedAtMs: number;
  /** The device that shows this. */
  readonly current: boolean;
  /** Null when no login of it is open any more. */
  readonly lastUsedAtMs: number | null;
}

/**
 * A linking that is under way, or how the last one ended, until `dismissLinking`; null when there is none.
 *
 * `role`: `existing` lets another browser in, `new` is let in.
 */
export type LinkingView =
  | { readonly role: 'existing'; readonly at: 'code'; readonly code: string; readonly expiresAtMs: number }
  /** Connecting, or waiting for the other side's step. */
  | { readonly role: 'existing' | 'new'; readonly at: 'waiting' }
  /** Both show the same six digits [D-5]; `confirmLinking` answers. `name`: of the other device, or of the account. */
  | {
      readonly role: 'existing' | 'new';
      readonly at: 'check';
      readonly digits: string;
      readonly name: string;
      /** When and from where the other side came, as far as the service knows it. */
      readonly sinceMs: number;
      readonly userAgent: string;
      readonly expiresAtMs: number;
    }
  /** Confirmed here: the other side confirms, lists and keys are put. */
  | { readonly role: 'existing' | 'new'; readonly at: 'finishing' }
  | { readonly role: 'existing'; readonly at: 'done'; readonly name: string }
  | { readonly role: 'existing' | 'new'; readonly at: 'failed'; readonly reason: LinkingFailure };

/** One sentence on screen for each. */
export type LinkingFailure =
  /** The ten minutes are over, or the code was used. */
  | 'expired'
  /** The user of this side said that the numbers differ: somebody may be in between. */
  | 'different'
  /** The user of the other side said so. */
  | 'different-there'
  | 'cancelled'
  /** What came does not hold: the linking was tampered with, or one side is damaged. */
  | 'not-genuine'
  /** The account has 16 devices. */
  | 'too-many-devices'
  /** A group of the account would have more devices than a message can carry. */
  | 'group-full'
  | 'network'
  | 'internal';

/** Messages that move to a device that was just linked [D-10], or come out of the archive; null when none do. */
export interface HistoryView {
  /** `restoring`: chunks of the archive are fetched; what they hold is `receiving` then. */
  readonly direction: 'sending' | 'receiving' | 'restoring';
  /** Messages (or chunks) moved so far, and in all as far as known. */
  readonly done: number;
  readonly of: number;
}

export interface DeviceCommands {
  listDevices(input: Record<string, never>): readonly DeviceView[];
  /** Begins to let another browser in: makes the code. Ends a linking that is under way. */
  openLinking(input: Record<string, never>): { code: string; expiresAtMs: number };
  /**
   * In a browser without the account's keys: goes on to `ready` once the other side let it in. Resolves then, or fails as
   * `linking` says. Meanwhile `confirmLinking` and `cancelLinking` are heard.
   */
  joinAccount(input: { username: string; password: string; code: string }): void;
  /** The user compared the six digits. */
  confirmLinking(input: { same: boolean }): void;
  cancelLinking(input: Record<string, never>): void;
  /** Takes the end of a linking off the screen. */
  dismissLinking(input: Record<string, never>): void;
  /** [D-11] Of another device of this account: off the list, its login ended. */
  signOutDevice(input: { deviceId: string }): void;
  /** [D-12] Another identity, this device alone; every contact is told. All other logins end. */
  lostOrStolen(input: { password: string }): void;
  /** On the screen of a device that was taken off the list: erases what is here. */
  eraseRemoved(input: Record<string, never>): void;
}
