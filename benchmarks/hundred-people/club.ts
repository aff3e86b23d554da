/**
 * A club on a small machine: a hundred people with the real client, each with two friends at least, and groups of twenty,
 * all connected to one `./tacet up` and writing. Tells what server and Redis need, and how long messages take. Prints one
 * Markdown table. Nothing here asserts, but that everything written arrives: it tells.
 *
 *     node benchmarks/hundred-people/measure.ts [people] [seconds]
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HeadlessPerson } from '../../e2e-tests/src/headless.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { mostResidentBytes, processorMs } from '../usage.ts';
import { Inbox } from './inbox.ts';

const PEOPLE = Number(process.argv[2] ?? 100);
const SECONDS = Number(process.argv[3] ?? 120);
const CIRCLE = 20;
/** A message of somebody's every so often: ten times what a lively evening has. */
const EVERY_MS = 100;
/** One in so many goes to a group. */
const GROUP_EACH = 10;
const BYTES_PER_MIB = 1_048_576;

interface Room {
  readonly id: string;
  readonly people: readonly HeadlessPerson[];
}

// All of them come from one address, on one morning.
const many = { TIMES: '1000000', PER: '1h' };
const settings = Object.fromEntries([
  ...['SIGNUP', 'PRELOGIN', 'LOGIN_BY_ADDRESS', 'REFRESH'].flatMap((name) =>
    Object.entries(many).map(([key, value]) => [
      `TACET_AUTH_LIMITS_${name.replaceAll('_', '')}_${key}`,
      value,
    ]),
  ),
  ['TACET_SOCIAL_LIMITS_FACTOR', '100'],
  ['TACET_GATEWAY_THROTTLE_CALLSINFLIGHTPERADDRESS', '10000'],
  ...['CALLSPERADDRESS', 'SOCKETSPERADDRESS', 'CALLSPERACCOUNT'].flatMap((name) =>
    ['PERMINUTE', 'BURST'].map((part) => [`TACET_GATEWAY_THROTTLE_${name}_${part}`, '1000000']),
  ),
]);
const stack = await Stack.start('standalone', settings);
const people: HeadlessPerson[] = [];
const inboxes = new Map<string, Inbox>();
try {
  await everybodyArrives();
  const pairs = await everybodyHasFriends();
  const groups = await circlesMeet(pairs);
  const delays = await writes(pairs, groups);
  await report(pairs.length, groups.length, delays);
} finally {
  await Promise.allSettled(people.map((each) => each.leaves()));
  await stack.dispose();
}
process.exit(0);

async function everybodyArrives(): Promise<void> {
  while (people.length < PEOPLE) {
    const person = await HeadlessPerson.arrives(stack, `Member${people.length}x`);
    await person.signsUp();
    people.push(person);
    if (people.length % 10 === 0) process.stderr.write(`${people.length} people\n`);
  }
}

/** Everybody with the next, and the first of each circle with all of it. */
async function everybodyHasFriends(): Promise<readonly Room[]> {
  const rooms = new Map<string, Room>();
  for (const [at, person] of people.entries()) {
    const host = Math.floor(at / CIRCLE) * CIRCLE;
    for (const other of new Set([people[(at + 1) % PEOPLE], people[host]])) {
      if (!other || other === person) continue;
      const name = [person.username, other.username].toSorted().join(' ');
      if (rooms.has(name)) continue;
      rooms.set(name, { id: await person.befriends(other), people: [person, other] });
    }
  }
  return [...rooms.values()];
}

async function circlesMeet(pairs: readonly Room[]): Promise<readonly Room[]> {
  const groups: Room[] = [];
  for (let at = 0; at + CIRCLE <= PEOPLE; at += CIRCLE) {
    const [host, ...guests] = people.slice(at, at + CIRCLE);
    if (!host) break;
    const known = pairs.filter(({ people: both }) => both.includes(host));
    const invited = guests.filter((guest) => known.some(({ people: both }) => both.includes(guest)));
    const { roomId } = await host.asks('createGroup', {
      name: `Circle ${groups.length + 1}`,
      description: '',
      accountIds: invited.map(({ accountId }) => accountId),
    });
    for (const guest of invited) {
      await guest.until('is invited', ({ invitations }) =>
        invitations.some((each) => each.roomId === roomId),
      );
      await guest.asks('acceptInvitation', { roomId });
    }
    groups.push({ id: roomId, people: [host, ...invited] });
    process.stderr.write(`${groups.length} groups\n`);
  }
  return groups;
}

/** @returns milliseconds from writing until all others of the room have it, ascending */
async function writes(pairs: readonly Room[], groups: readonly Room[]): Promise<readonly number[]> {
  const arrivals: Promise<number>[] = [];
  const endAt = performance.now() + SECONDS * 1_000;
  for (let number = 0; performance.now() < endAt; number++) {
    const rooms = number % GROUP_EACH === 0 && groups.length > 0 ? groups : pairs;
    const room = rooms[(number * 7) % rooms.length];
    const writer = room?.people[number % room.people.length];
    if (room && writer) arrivals.push(arrives(room, writer, `number ${number}`));
    await pause(EVERY_MS);
  }
  return (await Promise.all(arrivals)).toSorted((a, b) => a - b);
}

async function arrives(room: Room, writer: HeadlessPerson, body: string): Promise<number> {
  const others = room.people.filter((each) => each !== writer);
  const arrivals = Promise.all(others.map((each) => inboxOf(each, room.id).gets(body)));
  const startedAt = performance.now();
  await writer.writes(room.id, body);
  await arrivals;
  return performance.now() - startedAt;
}

function inboxOf(person: HeadlessPerson, roomId: string): Inbox {
  const key = `${person.username} ${roomId}`;
  const inbox = inboxes.get(key) ?? new Inbox(person, roomId);
  inboxes.set(key, inbox);
  return inbox;
}

async function report(pairs: number, groups: number, delays: readonly number[]): Promise<void> {
  const redis = Number(await readFile(join(stack.data, 'redis/redis.pid'), 'utf8'));
  const seconds = Math.round((processorMs(stack.pid) + processorMs(redis)) / 1_000);
  const at = (part: number): string =>
    `${((delays[Math.floor(delays.length * part)] ?? 0) / 1_000).toFixed(2)} s`;
  const rows = [
    ['people, all connected', String(PEOPLE)],
    ['rooms of two, groups', `${pairs}, ${groups}`],
    ['messages written in that time, all of which arrived', `${delays.length} in ${SECONDS} s`],
    ['until all of the room have it, median and 99 %, looked at every 50 ms', `${at(0.5)}, ${at(0.99)}`],
    ['most memory Tacet ever had', most(stack.pid)],
    ['most memory Redis ever had', most(redis)],
    ['processor time of both, sign-ups included', `${seconds} s`],
  ];
  process.stdout.write(
    `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}.\n\n| | |\n| --- | ---: |\n` +
      rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''),
  );
}

function most(pid: number): string {
  return `${Math.round(mostResidentBytes(pid) / BYTES_PER_MIB)} MiB`;
}
