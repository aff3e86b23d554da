import { setTimeout as pause } from 'node:timers/promises';
import { Household, type Nodes } from './household.ts';
import { REPEATED_AFTER_DEATH, rowOf, type Row } from './report.ts';
import type { Service } from './servers.ts';
import type { SmallDisk } from './small-disk.ts';

const OUTAGE_MS = 3_000;
const MESSAGES = 10;

/** kill -9 of each service in turn, while people with the real client write through the gateway. */
export async function servicesAreKilled(rounds: number): Promise<Row> {
  const house = await Household.move();
  try {
    await house.pair('Alice', 'Bob');
    await house.pair('Carol', 'Dora');
    let healed = 0;
    for (let round = 0; round < rounds; round++) {
      for (const victim of house.services) healed = await isKilled(house, victim);
    }
    return await judged(`kill -9 of auth, social, relay and gateway, ${rounds} times each`, house, healed);
  } finally {
    await house.dispose();
  }
}

/**
 * Every node of every service is restarted, one after the other, killed or asked to stop in turn, while people write.
 * Nobody sees an error: whoever signs up meanwhile does so at the first attempt, and no message fails.
 */
export async function everyNodeIsReplaced(nodes: Nodes): Promise<Row> {
  const house = await Household.move(undefined, nodes);
  try {
    await house.pair('Alice', 'Bob');
    await house.pair('Carol', 'Dora');
    let healed = 0;
    for (const [i, { process }] of house.services.entries()) {
      await house.everybodyWrites(MESSAGES);
      await (i % 2 === 0 ? process.kill() : process.stop());
      await house.everybodyWrites(MESSAGES);
      const guest = await house.arrives(`Guest${i}`);
      await guest.signsUp();
      await house.everythingArrives();
      await process.start();
      healed = Date.now();
    }
    await house.everybodyWrites(MESSAGES);
    const { auth, social, relay, gateway } = nodes;
    const name = `${auth} auth, ${social} social, ${relay} relays, ${gateway} gateways restarted one after the other`;
    return await judged(name, house, healed);
  } finally {
    await house.dispose();
  }
}

/** @returns when it served again */
async function isKilled(house: Household, victim: Service): Promise<number> {
  await house.everybodyWrites(MESSAGES);
  await victim.process.kill();
  await house.everybodyWrites(MESSAGES);
  await pause(OUTAGE_MS);
  await victim.process.start();
  const healed = Date.now();
  await house.everybodyWrites(MESSAGES);
  await house.everythingArrives();
  return healed;
}

/** The disk under both databases is full: who is there talks on, who comes is refused and welcome later. */
export async function databaseDiskFull(disk: SmallDisk): Promise<Row> {
  const house = await Household.move(disk.path);
  try {
    await house.pair('Alice', 'Bob');
    // Who has written before needs nothing of the databases; the first message takes a prekey.
    await house.everybodyWrites(1);
    await house.everythingArrives();
    disk.fill();
    const late = await house.arrives('Late');
    // Whatever still fits into the files of the databases, this many accounts do not.
    const refused = await late.signsUp().then(
      () => false,
      () => true,
    );
    if (!refused) throw new Error('the disk was not full');
    await house.everybodyWrites(MESSAGES);
    await house.everythingArrives();
    for (const { process } of house.keepers) await process.kill();
    disk.free();
    for (const { process } of house.keepers) await process.start();
    const healed = Date.now();
    await house.settles(late);
    await house.everybodyWrites(MESSAGES);
    return await judged('disk full under SQLite', house, healed);
  } finally {
    await house.dispose();
  }
}

async function judged(name: string, house: Household, healed: number): Promise<Row> {
  await house.everythingArrives();
  await house.writeDown();
  return {
    ...rowOf(name, house, [], { repeatedPerConnection: REPEATED_AFTER_DEATH }),
    recoverySeconds: (Date.now() - healed) / 1_000,
  };
}
