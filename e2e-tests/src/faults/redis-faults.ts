import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import type { Fault } from './fault.ts';
import { REPEATED_AFTER_DEATH } from './report.ts';

const LONGEST_OUTAGE_MS = 1_000;

/** kill -9 of Redis, again and again. */
export function redisIsKilled(kills: number): Fault {
  return {
    name: `kill -9 of Redis, ${kills} times`,
    // So that it is killed in the middle of rewriting its file, too.
    plan: { people: 20, relays: 1, redis: { 'auto-aof-rewrite-min-size': '1mb' } },
    repeated: REPEATED_AFTER_DEATH,
    strike: async (town) => {
      town.everybodyWrites(400);
      for (let i = 0; i < kills; i++) {
        await town.moreAccepted(300);
        await town.redis.process.kill();
        await pause(chance() * LONGEST_OUTAGE_MS);
        await town.redis.process.start();
      }
      const healed = Date.now();
      await town.moreAccepted(300);
      return healed;
    },
  };
}

/** Redis stands still with open connections, longer than anybody waits for an answer. */
export function redisIsFrozen(seconds: number): Fault {
  return {
    name: `SIGSTOP of Redis for ${seconds} s`,
    plan: { people: 20, relays: 2 },
    repeated: REPEATED_AFTER_DEATH,
    strike: async (town) => {
      town.everybodyWrites(400);
      await town.moreAccepted(300);
      town.redis.process.freeze();
      await pause(seconds * 1_000);
      town.redis.process.thaw();
      const healed = Date.now();
      await town.moreAccepted(300);
      return healed;
    },
  };
}
