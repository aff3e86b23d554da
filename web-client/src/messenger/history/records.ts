import type { HistoryPart } from '../../protocol/index.ts';
import { Cell } from '../vault/cell.ts';
import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** Which parts of a device's history are still to be sent, the newest room first. */
export interface Outgoing {
  readonly deviceId: string;
  /** Groups whose names are still to be told; null until everything was counted. */
  readonly groups: readonly string[] | null;
  readonly rooms: readonly OutgoingRoom[];
  /** Entries put in line so far, and in all. */
  readonly done: number;
  readonly total: number;
}

export interface OutgoingRoom {
  readonly roomId: string;
  /** Only entries above this index are still to be sent. */
  readonly before: number;
  /** Parts that were put in line, and how many there are. */
  readonly sent: number;
  readonly of: number;
  /** Its first part is a short one, and goes before all others. */
  readonly first?: true;
}

/** What one device of this account sends. */
export interface Incoming {
  readonly rooms: Readonly<Record<string, IncomingRoom>>;
  /** Entries of parts that were taken in, and in all. */
  readonly done: number;
  readonly total: number;
  /** When the newest part came. */
  readonly atMs: number;
}

export interface IncomingRoom {
  /** Parts are taken in one after the other: the number of the last. */
  readonly taken: number;
  /** Numbers of parts that have come and wait for their turn. */
  readonly waiting: readonly number[];
  /** What the conversation said of itself before: indexes below this one, until the first part null. */
  readonly notices: number | null;
  /** When the conversation began here, if it said so: that is said again above everything once all has come. */
  readonly beganAtMs: number | null;
  /** Of these, the ones below this index still stand where they stood. */
  readonly unmoved: number;
  /** A part before `taken` was given up: should it come after all, it is none any more. */
  readonly skipped?: true;
}

/** A part that has come and is not taken in yet. */
export interface WaitingPart {
  readonly deviceId: string;
  readonly part: HistoryPart;
}

export const WAITING: Collection<WaitingPart> = { store: 'account', hideNames: true, version: 1 };

export const waitingName = (deviceId: string, roomId: string): string => `history ${deviceId} ${roomId}`;
/** Decimal, padded so that key order is the order of the numbers. */
export const waitingSuffix = (part: number): string => String(part).padStart(10, '0');

/** What came from an archive, among devices: none has this id. */
export const ARCHIVE = 'archive';

/** By device id, or {@link ARCHIVE}. */
export type AllIncoming = Readonly<Record<string, Incoming>>;

type AllOutgoing = { readonly targets: readonly Outgoing[] };
type AllFrom = { readonly from: AllIncoming };

export const outgoingCell = (): Cell<AllOutgoing> => new Cell<AllOutgoing>('history-out', 1, { targets: [] });
export const incomingCell = (): Cell<AllFrom> => new Cell<AllFrom>('history-in', 1, { from: {} });

/** [D-12] Nothing of what the other devices of this account sent is taken in any more. */
export async function forgetIncoming(ledger: Ledger): Promise<(tx: Work) => void> {
  const cell = incomingCell();
  await cell.load(ledger);
  return (tx) => {
    const { [ARCHIVE]: archive, ...devices } = cell.in(tx).from;
    for (const [deviceId, { rooms }] of Object.entries(devices)) {
      for (const [roomId, { waiting }] of Object.entries(rooms)) {
        for (const part of waiting) tx.delete(WAITING, waitingName(deviceId, roomId), waitingSuffix(part));
      }
    }
    cell.set(tx, { from: archive ? { [ARCHIVE]: archive } : {} });
  };
}
