import { describe, expect, test } from 'vitest';
import { suffer, type Fault } from '../src/faults/fault.ts';
import { redisIsFrozen, redisIsKilled } from '../src/faults/redis-faults.ts';
import {
  halfOpen,
  reconnectStorm,
  relayIsKilled,
  resetsBeforeAck,
  slowReaders,
} from '../src/faults/relay-faults.ts';
import { table } from '../src/faults/report.ts';
import { longAbsence, mailboxFull, storeFull } from '../src/faults/store-faults.ts';

const LONG: Fault[] = [
  redisIsKilled(20),
  redisIsFrozen(30),
  relayIsKilled(1, 5),
  relayIsKilled(3, 9),
  resetsBeforeAck(10_000),
  halfOpen(200),
  slowReaders(2_000, 25, 20_000),
  reconnectStorm(10_000),
  mailboxFull(20_000),
  longAbsence(100_000),
  storeFull(64),
];

describe('faults', () => {
  test.each(LONG)('$name', { timeout: 1_200_000 }, async (fault) => {
    const row = await suffer(fault);
    process.stdout.write(`${table([row])}\n`);
    expect(row.broken.slice(0, 20)).toEqual([]);
  });
});
