import { clocksJump, clocksJumpAtHome } from './clock-faults.ts';
import { masterIsKilled } from './cluster-faults.ts';
import { suffer, type Fault } from './fault.ts';
import { databaseDiskFull, everyNodeIsReplaced, servicesAreKilled } from './household-faults.ts';
import { redisIsFrozen, redisIsKilled } from './redis-faults.ts';
import {
  halfOpen,
  reconnectStorm,
  relayIsKilled,
  resetsBeforeAck,
  rollingRestart,
  slowReaders,
} from './relay-faults.ts';
import type { Row } from './report.ts';
import { BAD_MINUTE } from './short.ts';
import { SmallDisk } from './small-disk.ts';
import { longAbsence, mailboxFull, redisDiskFull, storeFull } from './store-faults.ts';

/** Something to be suffered, and what came of it. */
export interface Ordeal {
  readonly name: string;
  readonly suffer: () => Promise<Row>;
}

/** A part of it all, such as 0.1, for whoever has less time. */
const SHARE = Number(process.env['TACET_FAULTS_SHARE'] ?? 1);

function part(whole: number): number {
  return Math.max(2, 2 * Math.round((whole * SHARE) / 2));
}

/** What `./tacet test` goes through. */
export const SHORT: readonly Ordeal[] = [inTown(BAD_MINUTE)];

/** What `./tacet verify faults` goes through, in this order. */
export const LONG: readonly Ordeal[] = [
  inTown(redisIsKilled(part(20))),
  inTown(redisIsFrozen(30)),
  inTown(relayIsKilled(1, part(5))),
  inTown(relayIsKilled(3, part(9))),
  inTown(rollingRestart(3, part(900))),
  inTown(masterIsKilled(part(6), 1)),
  inTown(masterIsKilled(part(6), 0)),
  { name: 'services killed', suffer: () => servicesAreKilled(1) },
  { name: 'many nodes', suffer: () => everyNodeIsReplaced({ auth: 2, social: 2, relay: 3, gateway: 2 }) },
  inTown(resetsBeforeAck(part(10_000))),
  inTown(halfOpen(part(200))),
  inTown(slowReaders(part(2_000), 25, 20_000)),
  inTown(reconnectStorm(part(10_000))),
  onSmallDisk('disk full, always', 64, (disk) => suffer(redisDiskFull('always', disk))),
  onSmallDisk('disk full, everysec', 64, (disk) => suffer(redisDiskFull('everysec', disk))),
  onSmallDisk('disk full, SQLite', 16, databaseDiskFull),
  inTown(mailboxFull(part(20_000))),
  inTown(longAbsence(part(100_000))),
  inTown(storeFull(64)),
  inTown(clocksJump()),
  { name: 'clocks, services', suffer: clocksJumpAtHome },
];

function inTown(fault: Fault): Ordeal {
  return { name: fault.name, suffer: () => suffer(fault) };
}

function onSmallDisk(name: string, megabytes: number, run: (disk: SmallDisk) => Promise<Row>): Ordeal {
  return {
    name,
    suffer: async () => {
      const disk = new SmallDisk(megabytes);
      try {
        return await run(disk);
      } finally {
        disk.dispose();
      }
    },
  };
}
