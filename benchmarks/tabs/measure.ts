/**
 * Two people with two browsers of four tabs each, which are killed at random while thousands of messages are written in all
 * of them: is anything lost, shown twice, or unreadable? Prints one Markdown table, and fails if so. Never asserts a time.
 *
 *     node benchmarks/tabs/measure.ts [messages] [seed]
 */
import { linksNewBrowser } from '../../e2e-tests/src/devices.ts';
import { lots } from '../../e2e-tests/src/lots.ts';
import { becomeFriends, Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { eventually } from '../../e2e-tests/src/waiting.ts';
import { FourTabs } from './four-tabs.ts';
import { verdictOn, type Shown, type Verdict } from './verdict.ts';

const MESSAGES = Number(process.argv[2] ?? 5_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
/** A tab is killed after about so many messages. */
const KILLED_EVERY = 50;
/** Until everything is everywhere: what was under way when a tab died is asked for again only after minutes. */
const ALLOWED_MS = 900_000;
/** Examples named of each kind. */
const EXAMPLES = 10;

process.stderr.write(`${MESSAGES} messages, seed ${SEED}\n`);
const beganAt = performance.now();
const stack = await Stack.start();
const people = await Promise.all(
  ['Alice', 'Tablet', 'Bob', 'Phone'].map((name) => Person.arrives(stack, name)),
);
try {
  const devices = await open(people);
  tell('four tabs in each of four browsers');
  await write(devices);
  tell('everything is written');
  const shown = await settled(devices);
  tell('everything has come');
  report(devices, shown);
} finally {
  for (const person of people) await person.leaves();
  await stack.dispose();
}

async function open([alice, tablet, bob, phone]: readonly Person[]): Promise<readonly FourTabs[]> {
  if (!alice || !tablet || !bob || !phone) throw new Error('somebody has not arrived');
  for (const { page } of [alice, tablet, bob, phone])
    await page.setViewportSize({ width: 1440, height: 900 });
  await Promise.all([alice.signsUp(), bob.signsUp()]);
  await becomeFriends(alice, bob);
  await linksNewBrowser(alice, tablet);
  await linksNewBrowser(bob, phone);
  const draw = lots(SEED);
  const devices: FourTabs[] = [];
  for (const [person, friend] of [
    [alice, bob],
    [tablet, bob],
    [bob, alice],
    [phone, alice],
  ] as const) {
    devices.push(await FourTabs.of(person.firstName, person, friend, draw));
  }
  return devices;
}

/** All four write at the same time, each in bursts, and now and then a tab of somebody's is killed. */
async function write(devices: readonly FourTabs[]): Promise<void> {
  const draw = lots(SEED + 1);
  let left = MESSAGES;
  let untilKill = KILLED_EVERY;
  let killing = Promise.resolve();
  await Promise.all(
    devices.map(async (device) => {
      while (left > 0) {
        const count = await device.says(left);
        left -= count;
        untilKill -= count;
        if (untilKill > 0) continue;
        untilKill = KILLED_EVERY;
        const unlucky = devices[draw(devices.length)] ?? device;
        killing = killing.then(() => unlucky.losesATab());
        await killing;
        process.stderr.write(`${Math.max(0, left)} left\n`);
      }
    }),
  );
  await killing;
}

/** Until nothing is missing, or nothing more comes. */
async function settled(devices: readonly FourTabs[]): Promise<readonly Shown[]> {
  const look = async () => {
    const shown: Shown[] = [];
    for (const device of devices) shown.push({ device: device.name, messages: await device.messages() });
    return shown;
  };
  let last: readonly Shown[] = [];
  await eventually(
    'everything is everywhere',
    async () => {
      last = await look();
      return isRight(judge(devices, last)) || undefined;
    },
    ALLOWED_MS,
  ).catch((cause: unknown) => process.stderr.write(`${String(cause)}\n`));
  return last;
}

function judge(devices: readonly FourTabs[], shown: readonly Shown[]): Verdict {
  const said = new Set(devices.flatMap((device) => [...device.said]));
  return verdictOn(shown, said, (body) => body.split(' ')[0] ?? '');
}

function isRight(verdict: Verdict): boolean {
  return Object.values<readonly string[]>({ ...verdict }).every(({ length }) => length === 0);
}

function report(devices: readonly FourTabs[], shown: readonly Shown[]): void {
  const verdict = judge(devices, shown);
  const said = devices.reduce((sum, device) => sum + device.said.size, 0);
  const killed = devices.reduce((sum, device) => sum + device.killed, 0);
  const rows: [string, number | string, string][] = [
    ['messages', `${said} stored, of ${MESSAGES} that were written`, ''],
    ['tabs killed', killed, ''],
    ['lost', verdict.lost.length, '0'],
    ['shown twice', verdict.twice.length, '0'],
    ['unreadable, or said to be missing', verdict.unreadable.length, '0'],
    ['in another order than sent', verdict.disordered.length, '0'],
    ['not sent', verdict.unsent.length, '0'],
    ['minutes, seed', `${((performance.now() - beganAt) / 60_000).toFixed(1)}, ${SEED}`, ''],
  ];
  process.stdout.write(
    `| over four devices | found | aim |\n| --- | --- | --- |\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
  );
  for (const [what, found] of Object.entries<readonly string[]>({ ...verdict })) {
    for (const example of found.slice(0, EXAMPLES)) process.stderr.write(`${what}: ${example}\n`);
  }
  if (!isRight(verdict)) process.exitCode = 1;
}

function tell(what: string): void {
  process.stderr.write(`${((performance.now() - beganAt) / 1_000).toFixed(0)} s: ${what}\n`);
}
