import type { Ledger, Receipt, SentMessage } from './ledger.ts';

/** What a device may be given again after one reconnect. */
export interface Promised {
  /** Frames of the delivery window, and acknowledgements the relay took and had not yet stored. */
  readonly repeatedPerConnection: number;
  /**
   * A replica took over that may not have known the newest: what was not accepted yet is stored anew, and delivered
   * anew even on the same connection.
   */
  readonly failover?: boolean;
  /** Mailboxes have no room: messages are refused, or accepted for others only. Else nothing that is in order is. */
  readonly noRoom?: boolean;
}

export interface Verdict {
  readonly accepted: number;
  readonly refused: number;
  /** Never answered to the end: neither promised nor ruled out. */
  readonly unanswered: number;
  /** Deliveries that a device had before; undefined where its client removes them before anybody looks. */
  readonly duplicated: number | undefined;
  /** Each a broken promise, in words. Empty is what is wanted. */
  readonly lost: readonly string[];
  readonly misordered: readonly string[];
  readonly repeated: readonly string[];
  readonly ghosts: readonly string[];
  /** Refused, or kept from a mailbox as if it was full, where nothing says so. */
  readonly turnedAway: readonly string[];
}

/** Compares what was promised with what was received. */
export function check(ledger: Ledger, promised: Promised): Verdict {
  const messages = [...ledger.messages.values()];
  let duplicated = 0;
  const verdict = {
    accepted: count(messages, 'accepted'),
    refused: count(messages, 'refused'),
    unanswered: count(messages, 'unanswered'),
    lost: lost(ledger, messages),
    misordered: [] as string[],
    repeated: [] as string[],
    ghosts: [] as string[],
    turnedAway: [...ledger.takenBack, ...(promised.noRoom === true ? [] : turnedAway(messages))],
  };
  for (const [device, receipts] of ledger.receipts) {
    verdict.ghosts.push(...ghosts(ledger, device, receipts));
    verdict.misordered.push(...misordered(ledger, device, receipts));
    const { duplicates, wrong } = repeated(device, receipts, promised);
    duplicated += duplicates;
    verdict.repeated.push(...wrong);
  }
  return { ...verdict, duplicated };
}

/** All broken promises. */
export function broken({
  lost: gone,
  misordered: late,
  repeated: again,
  ghosts: strange,
  turnedAway: sent,
}: Verdict): string[] {
  return [...gone, ...late, ...again, ...strange, ...sent];
}

function count(messages: readonly SentMessage[], kind: SentMessage['outcome']['kind']): number {
  return messages.filter(({ outcome }) => outcome.kind === kind).length;
}

/** Accepted, and missing at a device that was not said to be full. */
function lost(ledger: Ledger, messages: readonly SentMessage[]): string[] {
  const had = new Map<string, Set<string>>();
  for (const [device, receipts] of ledger.receipts) had.set(device, new Set(receipts.map(({ key }) => key)));
  return messages.flatMap(({ key, recipients, outcome }) =>
    outcome.kind === 'accepted'
      ? recipients
          .filter((device) => !outcome.full.has(device) && had.get(device)?.has(key) !== true)
          .map((device) => `lost: ${device} never got ${key}`)
      : [],
  );
}

/** Nothing that people of the suite write is to be refused: what would be, would be lost in silence here. */
function turnedAway(messages: readonly SentMessage[]): string[] {
  return messages.flatMap(({ key, outcome }) => {
    if (outcome.kind === 'refused') return [`turned away: ${key} was refused as ${outcome.reason}`];
    if (outcome.kind !== 'accepted') return [];
    return [...outcome.full].map((device) => `turned away: ${device} had no room for ${key}`);
  });
}

/** Nobody sent it, not to this device, not with these bytes, or the sender was told that it is not stored. */
function ghosts(ledger: Ledger, device: string, receipts: readonly Receipt[]): string[] {
  return receipts.flatMap(({ key, intact }) => {
    const message = ledger.messages.get(key);
    if (message === undefined) return [`ghost: ${device} got ${key}, which nobody sent`];
    if (!message.recipients.includes(device)) return [`ghost: ${device} got ${key}, which is for others`];
    if (!intact) return [`ghost: ${device} got ${key} with other bytes`];
    const { outcome } = message;
    if (outcome.kind === 'refused') return [`ghost: ${device} got ${key}, which was refused`];
    if (outcome.kind === 'accepted' && outcome.full.has(device)) {
      return [`ghost: ${device} got ${key}, for which its mailbox was full`];
    }
    return [];
  });
}

/** Latest first attempts among what was received, over all and for each connection. */
class Latest {
  all = 0;
  readonly byConnection = new Map<number, number>();
}

/**
 * [F-3] A message goes before every one that was first sent after it was accepted, or first sent later on the
 * connection that accepted it. (One that was put off or never answered goes behind: that is no promise.)
 */
function misordered(ledger: Ledger, device: string, receipts: readonly Receipt[]): string[] {
  const latest = new Map<string, Latest>();
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { key } of receipts) {
    const message = ledger.messages.get(key);
    if (message === undefined || seen.has(key)) continue;
    seen.add(key);
    const before = latest.get(message.sender) ?? new Latest();
    latest.set(message.sender, before);
    const { outcome } = message;
    if (outcome.kind === 'accepted') {
      const onConnection = before.byConnection.get(outcome.attempt.connection) ?? 0;
      if (before.all > outcome.at || onConnection > outcome.attempt.at) {
        wrong.push(`order: ${device} got ${key} after one sent later`);
      }
    }
    const first = message.attempts[0]!;
    before.all = Math.max(before.all, first.at);
    before.byConnection.set(
      first.connection,
      Math.max(before.byConnection.get(first.connection) ?? 0, first.at),
    );
  }
  return wrong;
}

/** [F-9] Never twice on one connection; after a reconnect at most what was not acknowledged for certain. */
function repeated(
  device: string,
  receipts: readonly Receipt[],
  { repeatedPerConnection, failover = false }: Promised,
): { duplicates: number; wrong: string[] } {
  const seen = new Map<string, number>();
  const again = new Map<number, number>();
  const wrong: string[] = [];
  let duplicates = 0;
  for (const { key, connection } of receipts) {
    const earlier = seen.get(key);
    if (earlier === connection && !failover)
      wrong.push(`repeated: ${device} got ${key} twice on one connection`);
    if (earlier !== undefined) {
      duplicates += 1;
      again.set(connection, (again.get(connection) ?? 0) + 1);
    }
    seen.set(key, connection);
  }
  for (const [connection, times] of again) {
    if (times > repeatedPerConnection) {
      wrong.push(`repeated: ${device} got ${times} again on connection ${connection}`);
    }
  }
  return { duplicates, wrong };
}
