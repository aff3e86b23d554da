import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { REPEATED, REPEATED_AFTER_DEATH } from './report.ts';
import type { SmallDisk } from './small-disk.ts';

/** The disk under Redis is full. With `always` Redis ends itself rather than forget, with `everysec` it refuses writes. */
export function redisDiskFull(policy: 'always' | 'everysec', disk: SmallDisk): Fault {
  return {
    name: `disk full under Redis, ${policy}`,
    plan: {
      people: 20,
      relays: 1,
      redis: { appendfsync: policy },
      redisDirectory: join(disk.path, 'redis'),
    },
    repeated: REPEATED_AFTER_DEATH,
    strike: async (town) => {
      disk.fill(40);
      town.everybodyWrites(400);
      await town.moreAccepted(500);
      let before = -1;
      // Nothing is accepted for five looks: the disk is full.
      for (let still = 0; still < 5;) {
        before = town.accepted;
        await new Promise((done) => setTimeout(done, 1_000));
        still = town.accepted === before ? still + 1 : 0;
      }
      const { process } = town.redis;
      if (process.running !== (policy === 'everysec'))
        throw new Error(`Redis ${process.running ? 'runs' : 'ended'} on a full disk`);
      disk.free();
      if (!process.running) await process.start();
      const healed = Date.now();
      await town.moreAccepted(300);
      return healed;
    },
  };
}

/** Somebody who is away gets more than a mailbox takes: what is refused is refused in words, the rest waits. */
export function mailboxFull(waiting: number): Fault {
  return {
    name: `a mailbox that is full at ${waiting}`,
    plan: { people: 2, relays: 1, relay: { TACET_RELAY_LIMITS_MAILBOX_MAXENTRIES: String(waiting) } },
    repeated: REPEATED,
    noRoom: true,
    strike: async (town) => {
      const [away, writer] = [town.devices[0]!, town.devices[1]!];
      away.goOffline();
      for (let i = 0; i < waiting + 200; i++) town.writes(writer, 100);
      await town.until('all is answered', () => writer.unsent === 0, 600_000);
      return undefined;
    },
  };
}

/** Somebody was away for long. More than the default of 20,000, which an operator may set. */
export function longAbsence(waiting: number): Fault {
  return {
    name: `a mailbox of ${waiting} waiting messages`,
    plan: {
      people: 2,
      relays: 1,
      redis: { maxmemory: '2gb' },
      relay: {
        TACET_RELAY_LIMITS_MAILBOX_MAXENTRIES: String(waiting),
        TACET_RELAY_LIMITS_MAILBOX_MAXBYTES: '1000000000',
        // One person writes it all: at the default of 50 a second it takes half an hour.
        TACET_RELAY_LIMITS_RATE_SENDS: '100000',
        TACET_RELAY_LIMITS_RATE_FRAMES: '100000',
        TACET_RELAY_LIMITS_RATE_BYTES: '1000000000',
      },
    },
    repeated: REPEATED,
    strike: async (town) => {
      const [away, writer] = [town.devices[0]!, town.devices[1]!];
      away.goOffline();
      writer.manners.window = 64;
      for (let i = 0; i < waiting; i++) town.writes(writer, 200);
      await town.until('all is accepted', () => writer.unsent === 0, 900_000);
      away.comeOnline();
      const began = Date.now();
      await town.until('all is read', () => away.drained, 600_000);
      town.writes(writer, 200);
      await town.moreAccepted(1);
      return began;
    },
  };
}

/** Redis has no room for more mail: senders are put off until some is collected. */
export function storeFull(megabytes: number): Fault {
  return {
    name: `quota reached: a store of ${megabytes} MB`,
    plan: {
      people: 100,
      relays: 2,
      redis: { maxmemory: `${megabytes}mb` },
      // People are put off for 30 s each time; the suite has less time.
      relay: { TACET_RELAY_LIMITS_SPACE_RETRYAFTER: '500ms' },
    },
    repeated: REPEATED,
    strike: async (town) => {
      for (const { manners } of town.devices) manners.acknowledges = false;
      town.everybodyWrites(1_000);
      let before = -1;
      for (let still = 0; still < 5;) {
        before = town.accepted;
        await new Promise((done) => setTimeout(done, 1_000));
        still = town.accepted === before ? still + 1 : 0;
      }
      for (const device of town.devices) {
        device.manners.acknowledges = true;
        device.breakOff();
      }
      const healed = Date.now();
      await town.moreAccepted(500);
      return healed;
    },
  };
}
