/**
 * Everything that happened to messages, in the order in which this process saw it. Senders and receivers write
 * it, the checker reads it. Times are numbers of events: one clock for all.
 */

/** A message is sent on a connection, whole; it may happen again. */
export interface Attempt {
  readonly connection: number;
  readonly at: number;
}

export interface SentMessage {
  readonly key: string;
  readonly sender: string;
  /** Devices it was sealed for. */
  readonly recipients: readonly string[];
  readonly attempts: Attempt[];
  readonly firstSentMs: number;
  outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'unanswered' }
  /** @property full devices whose mailbox had no room for it */
  | {
      readonly kind: 'accepted';
      readonly at: number;
      readonly attempt: Attempt;
      readonly full: ReadonlySet<string>;
    }
  | { readonly kind: 'refused'; readonly at: number; readonly reason: string };

export interface Receipt {
  readonly key: string;
  readonly connection: number;
  readonly at: number;
  readonly atMs: number;
  /** Whether every byte is what was sent. */
  readonly intact: boolean;
}

export class Ledger {
  readonly messages = new Map<string, SentMessage>();
  /** What each device received, in order. */
  readonly receipts = new Map<string, Receipt[]>();
  /** Promises that the relay did not stand by, in words. */
  readonly takenBack: string[] = [];
  private events = 0;
  private connections = 0;

  nextConnection(): number {
    this.connections += 1;
    return this.connections;
  }

  sent(key: string, sender: string, recipients: readonly string[], connection: number): void {
    const attempt = { connection, at: this.tick() };
    const known = this.messages.get(key);
    if (known !== undefined) {
      known.attempts.push(attempt);
      return;
    }
    const outcome: Outcome = { kind: 'unanswered' };
    this.messages.set(key, {
      key,
      sender,
      recipients,
      attempts: [attempt],
      firstSentMs: Date.now(),
      outcome,
    });
  }

  /** The relay accepted what was last sent of this message on a connection. */
  accepted(key: string, connection: number, full: readonly string[]): void {
    const message = this.known(key);
    const attempt = message.attempts.findLast((each) => each.connection === connection);
    if (attempt === undefined) throw new Error(`${key} was accepted where it was not sent`);
    message.outcome = { kind: 'accepted', at: this.tick(), attempt, full: new Set(full) };
  }

  refused(key: string, reason: string): void {
    const message = this.known(key);
    if (message.outcome.kind === 'accepted') {
      // What was promised stays promised.
      this.takenBack.push(`taken back: ${key} was accepted, and then refused as ${reason}`);
      return;
    }
    message.outcome = { kind: 'refused', at: this.tick(), reason };
  }

  received(device: string, key: string, connection: number, intact: boolean): void {
    const receipt = { key, connection, at: this.tick(), atMs: Date.now(), intact };
    const all = this.receipts.get(device);
    if (all === undefined) this.receipts.set(device, [receipt]);
    else all.push(receipt);
  }

  private known(key: string): SentMessage {
    const message = this.messages.get(key);
    if (message === undefined) throw new Error(`the relay answers for ${key}, which nobody sent`);
    return message;
  }

  private tick(): number {
    this.events += 1;
    return this.events;
  }
}
