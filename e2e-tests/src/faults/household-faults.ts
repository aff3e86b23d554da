import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from '../../../web-client/src/messenger/port.ts';
import type { HeadlessPerson } from '../headless.ts';
import { eventually } from '../waiting.ts';
import type { Household, Nodes } from './household.ts';
import { inHouse, judged } from './judged.ts';
import type { Row } from './report.ts';
import type { Service } from './servers.ts';
import type { SmallDisk } from './small-disk.ts';

const OUTAGE_MS = 3_000;
const MESSAGES = 10;
const CALLS = 16;
/** Sockets of what ended are closed within 5 s, and calls refused; the rest is for a machine that is busy. */
const REVOKED_WITHIN_MS = 15_000;
/** Services that ran all the while serve again once there is room; each attempt of a person takes seconds. */
const ROOM_AGAIN_MS = 60_000;
/** A relay that was killed shows its devices until their leases end (60 s) and somebody looks (every 10 s). */
const LEASES_ENDED_MS = 90_000;

/** kill -9 of each service in turn, while people with the real client write through the gateway. */
export function servicesAreKilled(rounds: number): Promise<Row> {
  return inHouse({}, async (house) => {
    await house.pair('Alice', 'Bob');
    await house.pair('Carol', 'Dora');
    let healed = 0;
    for (let round = 0; round < rounds; round++) {
      for (const victim of house.services) healed = await isKilled(house, victim);
    }
    return judged(`kill -9 of auth, social, relay and gateway, ${rounds} times each`, house, healed);
  });
}

/**
 * Every node of every service is restarted, one after the other, killed or asked to stop in turn, while people write.
 * Nobody sees an error: whoever signs up meanwhile does so at the first attempt, and no message fails. What happens at
 * one node is known at all others, before and after.
 */
export function everyNodeIsReplaced(nodes: Nodes): Promise<Row> {
  return inHouse({ nodes }, async (house) => {
    const [alice, bob] = await house.pair('Alice', 'Bob');
    const [carol, dora] = await house.pair('Carol', 'Dora');
    await seeEachOther(alice, bob);
    await tokenEndsEverywhere(house, alice);
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
    // The connection before is open yet, at whatever node: the new one takes its place.
    await bob.crashesAndReturns();
    await seeEachOther(alice, bob);
    await seeEachOther(carol, dora);
    await tokenEndsEverywhere(house, carol);
    await house.everybodyWrites(MESSAGES);
    const { auth, social, relay, gateway } = nodes;
    const name = `${auth} auth, ${social} social, ${relay} relays, ${gateway} gateways restarted one after the other`;
    const row = await judged(name, house, healed);
    await dora.leaves();
    await carol.until('sees that the other has left', isHere(dora, false), LEASES_ENDED_MS);
    return row;
  });
}

async function seeEachOther(one: HeadlessPerson, other: HeadlessPerson): Promise<void> {
  await one.until('sees the other', isHere(other, true));
  await other.until('sees the other', isHere(one, true));
}

function isHere({ username }: HeadlessPerson, online: boolean): (snapshot: Snapshot) => boolean {
  return ({ conversations }) =>
    conversations.some(
      (each) =>
        each.kind === 'direct' && each.person.username === username && each.presence.online === online,
    );
}

/** A program's token is good at every node, and once it was ended at one of them, at none. */
async function tokenEndsEverywhere(house: Household, person: HeadlessPerson): Promise<void> {
  const { token } = await person.asks('makePersonalToken', {
    password: person.password,
    name: 'A program',
    scopes: ['social:read'],
    days: 1,
  });
  const accessToken = await exchanged(house, token);
  // More often than there are ways through the nodes, each over a connection of its own.
  const statuses = async (): Promise<readonly number[]> =>
    Promise.all(
      Array.from({ length: CALLS }, async () => {
        const headers = { authorization: `Bearer ${accessToken}`, connection: 'close' };
        return (await fetch(`${house.url}/api/v1/social/friends`, { headers })).status;
      }),
    );
  const good = await statuses();
  if (good.some((status) => status !== 200)) throw new Error(`a good token was refused: ${good.join()}`);
  const [made] = await person.asks('listPersonalTokens', {});
  await person.asks('revokePersonalToken', { id: made?.id ?? '' });
  await eventually(
    'the token is good nowhere',
    async () => ((await statuses()).every((status) => status === 401) ? true : undefined),
    REVOKED_WITHIN_MS,
  );
}

async function exchanged(house: Household, token: string): Promise<string> {
  const answer = await fetch(`${house.url}/api/v1/auth/personal-tokens/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const said: unknown = await answer.json();
  if (typeof said !== 'object' || said === null || !('accessToken' in said))
    throw new Error('no access token');
  return String(said.accessToken);
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
export function databaseDiskFull(disk: SmallDisk): Promise<Row> {
  return inHouse({ databases: disk.path }, async (house) => {
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
    disk.free();
    const healed = Date.now();
    await eventually('who was refused is welcome', () => welcomed(late), ROOM_AGAIN_MS);
    await house.everybodyWrites(MESSAGES);
    await house.everythingArrives();
    const recoverySeconds = (Date.now() - healed) / 1_000;
    // What they wrote on the disk that was full is still to be read after they die.
    for (const { process } of house.keepers) await process.kill();
    for (const { process } of house.keepers) await process.start();
    await house.settles(await house.arrives('Latest'));
    await late.crashesAndReturns();
    await house.everybodyWrites(MESSAGES);
    return { ...(await judged('disk full under SQLite', house, healed)), recoverySeconds };
  });
}

async function welcomed(person: HeadlessPerson): Promise<true | undefined> {
  return person.signsUp().then(
    () => true,
    () => undefined,
  );
}
