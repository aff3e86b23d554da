import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import type { Fault } from './fault.ts';
import { REPEATED, REPEATED_AFTER_DEATH } from './report.ts';
import type { Town } from './town.ts';

const LONGEST_OUTAGE_MS = 1_000;

/** kill -9 of one relay after the other; the others go on. */
export function relayIsKilled(relays: number, kills: number): Fault {
  return {
    name:
      relays === 1
        ? `kill -9 of the relay, ${kills} times`
        : `kill -9 of one of ${relays} relays, ${kills} times`,
    plan: { people: 20, relays },
    repeated: REPEATED_AFTER_DEATH,
    strike: async (town) => {
      town.everybodyWrites(400);
      for (let i = 0; i < kills; i++) {
        const victim = town.relays[i % relays]!;
        await town.moreAccepted(300);
        await victim.process.kill();
        await pause(chance() * LONGEST_OUTAGE_MS);
        await victim.process.start();
      }
      const healed = Date.now();
      await town.moreAccepted(300);
      return healed;
    },
  };
}

/**
 * Relays are stopped as for an upgrade and started again, one after the other. All of their devices are asked to move
 * over, not all at once, and no connection ends for another reason.
 */
export function rollingRestart(relays: number, people: number): Fault {
  return {
    name: `rolling restart of ${relays} relays with ${people} devices`,
    plan: { people, relays },
    repeated: REPEATED,
    strike: async (town) => {
      town.everybodyWrites(200);
      await town.moreAccepted(200);
      for (const { process } of town.relays) {
        const asked = Date.now();
        await process.stop();
        requireSpread(town.devices.map(({ askedToMoveAtMs }) => askedToMoveAtMs).filter((at) => at >= asked));
        await town.moreAccepted(200);
        await process.start();
        await town.until('everybody is connected', () =>
          town.devices.every(({ isConnected }) => isConnected),
        );
      }
      const reasons = new Set(town.devices.flatMap(({ ends }) => [...ends.keys()]));
      const wrong = [...reasons].filter((why) => !MOVING.test(why));
      if (wrong.length > 0) throw new Error(`connections ended otherwise: ${wrong.join(', ')}`);
      const healed = Date.now();
      await town.moreAccepted(200);
      return healed;
    },
  };
}

/** What a device sees that moves over: the goodbye, the close after it, and doors of nodes that are away. */
const MOVING = /^(?:goodbye SHUTTING_DOWN|closed|connect ECONNREFUSED .*|read ECONNRESET|refused with 503)$/;
/** A relay asks so many a second ({@code RelayLimits}); a busy machine may bunch them, but not to one moment. */
const MOVED_PER_SECOND = 50;
const LEAST_SPREAD = 0.2;

function requireSpread(asked: readonly number[]): void {
  if (asked.length === 0) throw new Error('nobody was asked to move over');
  const took = Math.max(...asked) - Math.min(...asked);
  const least = (LEAST_SPREAD * asked.length * 1_000) / MOVED_PER_SECOND;
  if (took < least) throw new Error(`${asked.length} devices were asked to move within ${took} ms`);
}

/** Devices lose their connection between a delivery and its acknowledgement, every other time. */
export function resetsBeforeAck(resets: number): Fault {
  return {
    name: `${resets} resets between delivery and acknowledgement`,
    plan: { people: 50, relays: 2 },
    repeated: REPEATED,
    strike: async (town) => {
      let left = resets;
      for (const { manners } of town.devices) {
        manners.resets = () => left > 0 && chance() < 0.5 && left-- > 0;
      }
      town.everybodyWrites(400);
      await town.until('all resets happened', () => left <= 0, resets * 500);
      return Date.now();
    },
  };
}

/**
 * Devices vanish without closing anything. Half of them come back at once on another connection, and the relay
 * still holds the old one; the others do when the relay has given them up.
 */
export function halfOpen(people: number): Fault {
  return {
    name: `${people} half-open connections`,
    plan: { people, relays: 2 },
    repeated: REPEATED,
    strike: async (town) => {
      town.everybodyWrites(200);
      await town.moreAccepted(200);
      town.devices.forEach((device, i) => (i % 2 === 0 ? device.vanish() : device.abandon()));
      const gone = town.devices.filter((_, i) => i % 2 === 0);
      const welcomes = new Map(gone.map((device) => [device, device.welcomes]));
      // A vanished device does not hear that it was given up, so it looks when the relay surely has.
      await stillCounted(town, people / 2);
      for (const device of gone) device.breakOff();
      const healed = Date.now();
      await town.until('all are back', () => gone.every((each) => each.welcomes > welcomes.get(each)!));
      await town.moreAccepted(200);
      return healed;
    },
  };
}

/** The relays hold so many devices at most: what they note of each in Redis says so. */
async function stillCounted(town: Town, atMost: number): Promise<void> {
  const asked = town.devices.map(({ resident }) => ['GET', `mb:{${resident.device}}:at`]);
  const end = Date.now() + 180_000;
  for (;;) {
    const held = (await town.redis.ask(asked)).filter((holder) => holder !== null).length;
    if (held <= atMost) return;
    if (Date.now() > end) throw new Error(`the relays still hold ${held} devices`);
    await pause(500);
  }
}

/** People who do not read what they are sent, while others write to them. */
export function slowReaders(people: number, each: number, bytes: number): Fault {
  return {
    name: `${people / 2} slow readers with ${each} messages of ${bytes / 1_000} kB each`,
    plan: { people, relays: 1, redis: { maxmemory: '2gb' } },
    repeated: REPEATED,
    strike: async (town) => {
      const readers = town.devices.filter((_, i) => i % 2 === 0);
      const writers = town.devices.filter((_, i) => i % 2 === 1);
      for (const reader of readers) reader.stopReading();
      for (let i = 0; i < each; i++) for (const writer of writers) town.writes(writer, bytes);
      await town.until('all is accepted', () => writers.every(({ unsent }) => unsent === 0), 600_000);
      for (const reader of readers) reader.readAgain();
      const healed = Date.now();
      town.everybodyWrites(100);
      await town.moreAccepted(100);
      return healed;
    },
  };
}

/** Everybody loses the connection at the same moment and comes back. */
export function reconnectStorm(people: number): Fault {
  return {
    name: `reconnect storm of ${people} devices`,
    plan: { people, relays: 1, redis: { maxmemory: '2gb' } },
    repeated: REPEATED,
    strike: async (town) => {
      town.everybodyWrites(400);
      await town.moreAccepted(1_000);
      for (const device of town.devices) device.breakOff();
      const healed = Date.now();
      await town.everybodyConnects();
      await town.moreAccepted(1_000);
      return healed;
    },
  };
}
