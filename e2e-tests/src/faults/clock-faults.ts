import type { Fault } from './fault.ts';
import { inHouse, judged } from './judged.ts';
import { REPEATED, type Row } from './report.ts';
import type { Town } from './town.ts';

const HOUR_MS = 3_600_000;
/** Ahead and put right, behind and put right. */
const JUMPS = [HOUR_MS, 0, -HOUR_MS, 0];
const MESSAGES = 200;
const MESSAGES_OF_PEOPLE = 5;
/** Each guest has to wait for theirs to be free: it is, if rates go by a clock that nobody sets. */
const FEW_SIGN_UPS = { TACET_AUTH_LIMITS_SIGNUP_TIMES: '1', TACET_AUTH_LIMITS_SIGNUP_PER: '5s' };

/**
 * Somebody sets the clock of Redis, then that of the relays, then both, by an hour to either side and back. Connections
 * stay. Whoever comes is let in where the issuer of tickets has the time of the relays, and waits where it has not.
 */
export function clocksJump(): Fault {
  return {
    name: 'clocks of Redis and of 2 relays jump by an hour, ahead, behind and back',
    plan: { people: 20, relays: 2, clocks: true },
    repeated: REPEATED,
    strike: async (town) => {
      town.everybodyWrites(400);
      const { redis, relays } = town.clocks;
      for (const clocks of [[redis], [relays], [redis, relays]]) {
        for (const aheadMs of JUMPS) {
          await town.moreAccepted(MESSAGES);
          for (const clock of clocks) clock.set(aheadMs);
          await clocksCount(town);
          await town.moreAccepted(MESSAGES);
          await someComeAgain(town);
        }
      }
      const healed = Date.now();
      await town.moreAccepted(MESSAGES);
      return healed;
    },
  };
}

async function clocksCount(town: Town): Promise<void> {
  await town.clocks.redis.isThatOf(town.redis);
  for (const relay of town.relays) await town.clocks.relays.isThatOfService(relay);
}

/** Every fourth device loses its connection: with a ticket of another hour it waits, with one of the relays' it is let in. */
async function someComeAgain(town: Town): Promise<void> {
  const { devices, clocks, issuer } = town;
  const some = devices.filter((_, i) => i % 4 === 0);
  const refusedBefore = refusals(some);
  const welcomedBefore = welcomes(some);
  for (const device of some) device.breakOff();
  if (issuer.aheadMs !== clocks.relays.aheadMs) {
    await town.until('tickets of another hour are refused', () =>
      refusals(some).every((times, at) => times > (refusedBefore[at] ?? 0)),
    );
    if (some.some(({ isConnected }) => isConnected)) throw new Error('a ticket of another hour was good');
    issuer.aheadMs = clocks.relays.aheadMs;
  }
  // That their connection has ended they may not have noticed yet: who is back was welcomed once more.
  await town.until('all are connected again', () =>
    welcomes(some).every((times, at) => times > (welcomedBefore[at] ?? 0)),
  );
  await town.until('all are connected', () => devices.every(({ isConnected }) => isConnected));
}

function refusals(devices: Town['devices']): readonly number[] {
  return devices.map(({ ends }) => ends.get('refused with 401') ?? 0);
}

function welcomes(devices: Town['devices']): readonly number[] {
  return devices.map((device) => device.welcomes);
}

/**
 * Likewise where people live: the clock of Redis, then that of the relay, then all, those of auth, social and the
 * gateway among them. The clocks of the people's own devices stay right. While all services agree, whoever comes is at
 * home and who returns is, too; while the relay alone is wrong nobody gets to it, and who tried is there when it is put
 * right.
 */
export function clocksJumpAtHome(): Promise<Row> {
  return inHouse({ clocks: true, variables: FEW_SIGN_UPS }, async (house) => {
    const [alice, bob] = await house.pair('Alice', 'Bob');
    await house.pair('Carol', 'Dora');
    const { redis, relay } = house.clocks;
    let healed = 0;
    for (const clocks of [[redis], [relay], Object.values(house.clocks)]) {
      for (const aheadMs of JUMPS) {
        await house.everybodyWrites(MESSAGES_OF_PEOPLE);
        for (const clock of clocks) clock.set(aheadMs);
        await house.clocksCount();
        healed = Date.now();
        await house.everybodyWrites(MESSAGES_OF_PEOPLE);
        if (clocks[0] === relay && aheadMs !== 0) {
          await bob.crashesAndReturns();
          continue;
        }
        await house.everythingArrives();
        await alice.crashesAndReturns();
        await house.settles(await house.arrives(`Guest${house.population}`));
        await house.everybodyWrites(MESSAGES_OF_PEOPLE);
        await house.everythingArrives();
      }
    }
    return judged('clocks of Redis, the relay and all services jump by an hour', house, healed);
  });
}
