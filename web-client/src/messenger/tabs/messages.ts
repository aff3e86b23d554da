import type { LentKeys } from '../account/context.ts';
import type { CommandName, Commands, MessengerEvent, Result, Snapshot } from '../port.ts';
import type { SnapshotChange } from './snapshot-changes.ts';

/** One command of the port, whichever it is. */
export type Command = {
  [N in CommandName]: { readonly name: N; readonly input: Parameters<Commands[N]>[0] };
}[CommandName];

/** Does a command in this very worker. */
export type Run = (command: Command) => Promise<Result<unknown>>;

/** What one tab says to another, or to all. A tab of another build understands the envelope, and nothing else of it. */
export interface TabMessage {
  readonly from: string;
  /** Null: all. */
  readonly to: string | null;
  readonly build: string;
  readonly says: Said;
}

export type Said =
  /**
   * A tab that wants to follow, and whether it has keys; the holder answers `holder`, and `welcome` as soon as it can: if it
   * lacks the keys that the tab has, once it was given them.
   */
  | { readonly kind: 'hello'; readonly keys: boolean }
  /** Is anybody there? The holder answers `holder`. */
  | { readonly kind: 'ping' }
  /**
   * I have the lock. `term` is the store's generation, 0 until it is claimed: the higher one is the newer holder.
   * `locked`: no vault is open here, or not yet; who has keys gives them.
   */
  | { readonly kind: 'holder'; readonly term: number; readonly locked: boolean }
  | { readonly kind: 'welcome'; readonly snapshot: Snapshot }
  /** The keys of the vault that is open, null when none is any more. */
  | { readonly kind: 'keys'; readonly keys: LentKeys | null }
  | { readonly kind: 'events'; readonly events: readonly TabEvent[] }
  /** The answer to `events`: the holder may go on telling. */
  | { readonly kind: 'heard' }
  /** There was more than was told: say hello again. */
  | { readonly kind: 'missed' }
  | { readonly kind: 'command'; readonly id: number; readonly order: Order }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result<unknown> };

/** What happened; a snapshot as what changed since the last one. */
export type TabEvent = Exclude<MessengerEvent, { type: 'snapshot' }> | SnapshotChange;

/** A command on its way. */
export type Order = Command & {
  /** Another holder may have done it already. */
  readonly again: boolean;
  /** Of a text: messages of its room before it was written. Where it is stored, it stands behind them. */
  readonly behind: number;
};
