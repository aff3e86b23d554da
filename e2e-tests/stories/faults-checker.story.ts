import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { broken, check } from '../src/faults/checker.ts';
import { Ledger, type Receipt } from '../src/faults/ledger.ts';
import { keep, slowest } from '../src/faults/report.ts';
import { errors, leftBehind, stackTraces, wronglyDisplaced } from '../src/faults/surprises.ts';

const WINDOW = 3;

/** Alice sends five messages to Bob on one connection; all are accepted. */
class Afternoon {
  readonly ledger = new Ledger();
  private readonly hers = this.ledger.nextConnection();
  private his = this.ledger.nextConnection();

  sends(...numbers: number[]): this {
    for (const number of numbers) this.ledger.sent(`alice:${number}`, 'alice', ['bob'], this.hers);
    return this;
  }

  areAccepted(...numbers: number[]): this {
    for (const number of numbers) this.ledger.accepted(`alice:${number}`, this.hers, []);
    return this;
  }

  bobGets(...numbers: number[]): this {
    for (const number of numbers) this.ledger.received('bob', `alice:${number}`, this.his, true);
    return this;
  }

  bobReconnects(): this {
    this.his = this.ledger.nextConnection();
    return this;
  }

  complaints(): string[] {
    return broken(check(this.ledger, { repeatedPerConnection: WINDOW }));
  }
}

describe('The checker of the fault suite', () => {
  test('is content with what was promised', () => {
    const afternoon = new Afternoon().sends(1, 2, 3).areAccepted(1, 2, 3);
    expect(afternoon.bobGets(1, 2).bobReconnects().bobGets(1, 2, 3).complaints()).toEqual([]);
    expect(check(afternoon.ledger, { repeatedPerConnection: WINDOW })).toMatchObject({
      accepted: 3,
      duplicated: 2,
    });
  });

  test('catches a loss', () => {
    const complaints = new Afternoon().sends(1, 2).areAccepted(1, 2).bobGets(2).complaints();
    expect(complaints).toEqual(['lost: bob never got alice:1']);
  });

  test('does not miss what was never accepted, nor what a full mailbox had no room for', () => {
    const afternoon = new Afternoon().sends(1, 2, 3);
    afternoon.ledger.accepted('alice:2', 1, ['bob']);
    afternoon.ledger.refused('alice:3', 'ALL_MAILBOXES_FULL');
    expect(broken(check(afternoon.ledger, { repeatedPerConnection: WINDOW, noRoom: true }))).toEqual([]);
  });

  test('catches what is turned away where there is room', () => {
    const afternoon = new Afternoon().sends(1, 2);
    afternoon.ledger.accepted('alice:1', 1, ['bob']);
    afternoon.ledger.refused('alice:2', 'CONFLICT');
    expect(afternoon.complaints()).toEqual([
      'turned away: bob had no room for alice:1',
      'turned away: alice:2 was refused as CONFLICT',
    ]);
  });

  test('catches a promise that is taken back, and holds the relay to it', () => {
    const afternoon = new Afternoon().sends(1).areAccepted(1).sends(1);
    afternoon.ledger.refused('alice:1', 'CONFLICT');
    expect(afternoon.complaints()).toEqual([
      'lost: bob never got alice:1',
      'taken back: alice:1 was accepted, and then refused as CONFLICT',
    ]);
  });

  test('catches a duplicate on one connection', () => {
    const complaints = new Afternoon().sends(1).areAccepted(1).bobGets(1, 1).complaints();
    expect(complaints).toEqual(['repeated: bob got alice:1 twice on one connection']);
  });

  test('catches more duplicates after a reconnect than the window holds', () => {
    const afternoon = new Afternoon().sends(1, 2, 3, 4).areAccepted(1, 2, 3, 4).bobGets(1, 2, 3, 4);
    expect(afternoon.bobReconnects().bobGets(1, 2, 3, 4).complaints()).toEqual([
      'repeated: bob got 4 again on connection 3',
    ]);
  });

  test('catches a reordering of what was accepted on one connection', () => {
    const complaints = new Afternoon().sends(1, 2).areAccepted(1, 2).bobGets(2, 1).complaints();
    expect(complaints).toEqual(['order: bob got alice:1 after one sent later']);
  });

  test('catches a reordering of what was sent on another connection after it was accepted', () => {
    const afternoon = new Afternoon().sends(1).areAccepted(1);
    const next = afternoon.ledger.nextConnection();
    afternoon.ledger.sent('alice:2', 'alice', ['bob'], next);
    expect(afternoon.bobGets(2, 1).complaints()).toEqual(['order: bob got alice:1 after one sent later']);
  });

  test('lets what was put off and sent again go behind', () => {
    const afternoon = new Afternoon().sends(1, 2).areAccepted(2).sends(1).areAccepted(1);
    expect(afternoon.bobGets(2, 1).complaints()).toEqual([]);
  });

  test('catches a ghost that nobody sent', () => {
    const complaints = new Afternoon().bobGets(7).complaints();
    expect(complaints).toEqual(['ghost: bob got alice:7, which nobody sent']);
  });

  test('catches mail of others, changed bytes, and what was refused', () => {
    const afternoon = new Afternoon().sends(1, 2).areAccepted(1).bobGets(1);
    afternoon.ledger.refused('alice:2', 'MALFORMED');
    afternoon.ledger.received('carol', 'alice:1', 9, true);
    afternoon.ledger.received('bob', 'alice:1', 9, false);
    afternoon.bobGets(2);
    expect(afternoon.complaints()).toEqual([
      'ghost: bob got alice:1 with other bytes',
      'ghost: bob got alice:2, which was refused',
      'ghost: carol got alice:1, which is for others',
      'turned away: alice:2 was refused as MALFORMED',
    ]);
  });

  test('forgives a second delivery on one connection only where a replica took over', () => {
    const { ledger } = new Afternoon().sends(1).areAccepted(1).bobGets(1, 1);
    expect(broken(check(ledger, { repeatedPerConnection: WINDOW, failover: true }))).toEqual([]);
    expect(broken(check(ledger, { repeatedPerConnection: 0, failover: true }))).toEqual([
      'repeated: bob got 1 again on connection 2',
    ]);
  });

  test('says how long the last one waited, and not only the first', () => {
    const { ledger } = new Afternoon().sends(1, 2).areAccepted(1, 2);
    const sentMs = Math.max(...[...ledger.messages.values()].map(({ firstSentMs }) => firstSentMs));
    const at = (key: string, seconds: number): Receipt => ({
      key,
      connection: 1,
      at: 1,
      atMs: sentMs + seconds * 1_000,
      intact: true,
    });
    ledger.receipts.set('bob', [at('alice:1', 1), at('alice:1', 30)]);
    ledger.receipts.set('carol', [at('alice:2', 9)]);
    expect(slowest({ ledger }, 0)).toBeCloseTo(9, 0);
    expect(slowest({ ledger }, sentMs + 1)).toBeUndefined();
  });

  test('catches who was displaced by nobody', () => {
    const devices = [0, 2].map((displacedByNobody, i) => ({
      resident: { name: `r${i}` },
      displacedByNobody,
    }));
    expect(wronglyDisplaced(devices)).toEqual(['displaced: r1 by nobody, 2 times']);
  });

  test('catches stack traces in logs, and no other lines', () => {
    const quiet = '12:00 WARN backend=relay failure=ConnectException\n';
    expect(stackTraces([quiet, quiet])).toEqual([]);
    expect(stackTraces([quiet, `${quiet}\tat chat.tacet.Some.thing(Some.java:1)\n\tat other\n`])).toEqual([
      'log: 2 lines of stack traces, such as at chat.tacet.Some.thing(Some.java:1)',
    ]);
  });

  test('catches errors in logs, and no warnings', () => {
    const quiet = '2026-11-28T12:00:00.000Z WARN  [main] Link: no ERROR yet\n';
    const loud = '2026-11-28T12:00:01.000Z ERROR [main] Chore: it failed';
    expect(errors([quiet, quiet])).toEqual([]);
    expect(errors([quiet, `${quiet}${loud}\n${quiet}`])).toEqual([`log: 1 errors, such as ${loud}`]);
  });

  test('catches what is left in mailboxes', () => {
    expect(leftBehind(['r0', 'r1'], [0, 3])).toEqual(['left behind: 3 entries for r1']);
    expect(leftBehind(['r0'], [null])).toEqual(['left behind: null entries for r0']);
  });
});

describe('What is kept of long runs', () => {
  test('the second run of a day leaves the first as it was', () => {
    const results = mkdtempSync(join(tmpdir(), 'faults-'));
    try {
      const first = join(results, '2026-11-28-faults.md');

      expect(keep(first, 'in the morning')).toBe(first);
      expect(keep(first, 'at noon')).toBe(join(results, '2026-11-28-faults-2.md'));
      expect(keep(first, 'in the evening')).toBe(join(results, '2026-11-28-faults-3.md'));
      expect(readFileSync(first, 'utf8')).toBe('in the morning');
    } finally {
      rmSync(results, { recursive: true });
    }
  });
});
