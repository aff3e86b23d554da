import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { REPEATED_AFTER_DEATH } from './report.ts';

const OUTAGE_MS = 500;
const RESETS = 100;

/** What every `./tacet test` goes through: the commonest faults, one after the other, in one town. */
export const BAD_MINUTE: Fault = {
  name: 'a bad minute: Redis killed and frozen, a relay killed, resets, half-open connections',
  plan: { people: 20, relays: 2 },
  repeated: REPEATED_AFTER_DEATH,
  strike: async (town) => {
    town.everybodyWrites(200);
    await town.moreAccepted(100);

    await town.redis.process.kill();
    await pause(OUTAGE_MS);
    await town.redis.process.start();
    await town.moreAccepted(100);

    let left = RESETS;
    for (const { manners } of town.devices) manners.resets = () => left > 0 && left-- > 0;
    await town.until('all resets happened', () => left <= 0);

    const victim = town.relays[0]!;
    await victim.process.kill();
    town.devices.forEach((device, i) => (i % 4 === 0 ? device.abandon() : undefined));
    await town.moreAccepted(100);
    await victim.process.start();

    town.redis.process.freeze();
    await pause(OUTAGE_MS);
    town.redis.process.thaw();
    const healed = Date.now();
    await town.moreAccepted(100);
    return healed;
  },
};
