import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { REPEATED } from './report.ts';
import type { Variables } from './servers.ts';
import type { Town } from './town.ts';

const LIBRARIES = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketimeMT.so.1`);
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** A clock on the wall that several processes look at, and that can be set. What they measure spans with is left alone. */
export class WallClock {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
    this.set(0);
  }

  /** @param seconds how far it is ahead of the real one; negative is behind */
  set(seconds: number): void {
    writeFileSync(this.file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  }

  /** For a process that looks at it, by Debian's `libfaketime`. */
  get env(): Variables {
    const library = LIBRARIES.find((each) => existsSync(each));
    if (library === undefined) throw new Error('libfaketime is missing: apt-get install faketime');
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }
}

/** The clock of the server is set, there and back, while people write and come back; by less than mail is kept. */
export function clockJumps(clock: WallClock): Fault {
  return {
    name: 'the clock of relay and Redis jumps, by up to 40 days',
    plan: { people: 20, relays: 1, relay: clock.env, redisEnv: clock.env },
    repeated: REPEATED,
    strike: async (town) => {
      town.everybodyWrites(200);
      for (const ahead of [HOUR_S, -HOUR_S, DAY_S, -DAY_S, 40 * DAY_S, 0]) {
        clock.set(ahead);
        town.issuer.clockAhead = ahead * 1_000;
        await somebodyIsAway(town);
      }
      return Date.now();
    },
  };
}

/** Half of the people are away for a while, get mail, and come back. */
async function somebodyIsAway(town: Town): Promise<void> {
  const some = town.devices.filter((_, i) => i % 2 === 0);
  for (const each of some) each.goOffline();
  await town.moreAccepted(100);
  await town.everybodyConnects(some);
  await town.moreAccepted(100);
  await pause(500);
}
