/**
 * How often a messenger asks its storage and the cryptography for each message, sent or taken in of mail that waited: figures
 * that no other work on the machine changes; and processor time, which it changes little. All messengers are in this process with the services of the tests, in memory.
 * Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/operations/measure.ts [messages] [senders]
 */
import { eventually } from '../../web-client/test/messenger/world/eventually.ts';
import { befriended } from '../../web-client/test/messenger/world/gathering.ts';
import type { Someone } from '../../web-client/test/messenger/world/someone.ts';
import { World } from '../../web-client/test/messenger/world/world.ts';
import type { Store, Write } from '../../web-client/src/messenger/ports/store.ts';

const MESSAGES = Number(process.argv[2] ?? 2_000);
const SENDERS = Number(process.argv[3] ?? 1);
/** `eventually` of the tests has less patience than so many messages take. */
const PATIENCE = 60;

type Counts = Map<string, number>;

let counts: Counts = new Map();
const world = await World.begin();
Object.assign(
  world.crypto,
  counted(world.crypto, (name) => count(`cryptography: ${name}`)),
);
const bob = world.someone('bob');
await bob.signsUp();
const senders: Someone[] = [];
while (senders.length < SENDERS) senders.push(await befriended(world, bob, `sender${senders.length}`));
for (const someone of [bob, ...senders]) {
  await someone.closesTheBrowser();
  someone.wrapStore = watched;
  await someone.unlocks();
}
for (const sender of senders) await sender.writes('hello');
await has(bob, 'received', 'hello');
await bob.closesTheBrowser();

const bodies = Array.from({ length: Math.ceil(MESSAGES / SENDERS) }, (_, at) => `message ${at + 1}`);
const last = bodies.at(-1) ?? '';
counts = new Map();
let before = process.cpuUsage();
await Promise.all(senders.flatMap((sender) => bodies.map((body) => sender.writes(body))));
for (const sender of senders) await has(sender, 'sent', last);
const sending = taken(before);

for (const sender of senders) await sender.closesTheBrowser();
counts = new Map();
before = process.cpuUsage();
await bob.unlocks();
await has(bob, 'received', last);
report(sending, taken(before));
process.exit(0);

function taken(since: NodeJS.CpuUsage): Counts {
  const { user, system } = process.cpuUsage(since);
  return counts.set('processor time, services and all: ms', (user + system) / 1_000);
}

async function has(someone: Someone, state: 'sent' | 'received', body: string): Promise<void> {
  for (let patience = PATIENCE; patience > 0; patience--) {
    try {
      return await eventually('the last', async () => {
        const all = someone.snapshot?.conversations.map(({ lastMessage }) => lastMessage);
        return all?.every((each) => each?.body === body && each.state === state) || undefined;
      }).then(() => undefined);
    } catch (cause) {
      if (patience === 1) throw cause;
    }
  }
}

function count(what: string, times = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

/** The same functions, each of which says its name when it is called. */
function counted<T extends object>(all: T, called: (name: string) => void): Partial<T> {
  const entries = Object.entries(all).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [name, value];
    const told = (...input: unknown[]): unknown => {
      called(name);
      return Reflect.apply(value, all, input);
    };
    return [name, told];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same functions
  return Object.fromEntries(entries) as Partial<T>;
}

function watched(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...input: unknown[]): unknown => {
        if (name === 'get' || name === 'getMany' || name === 'range') count('storage: reads');
        if (name === 'getMany' && Array.isArray(input[1]))
          count('storage: records asked for', input[1].length);
        if (name === 'commit') {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Store.commit`
          const writes = input[1] as readonly Write[];
          count('storage: commits');
          count('storage: records written', writes.length);
        }
        return Reflect.apply(value, target, input);
      };
    },
  });
}

function report(sent: Counts, drained: Counts): void {
  const names = [...new Set([...sent.keys(), ...drained.keys()])].toSorted();
  const each = (of: Counts, name: string) => ((of.get(name) ?? 0) / MESSAGES).toFixed(2);
  const lines = names.map((name) => `| ${name} | ${each(sent, name)} | ${each(drained, name)} |`);
  process.stdout.write(
    `| for each of ${MESSAGES} messages of ${SENDERS} | sending | taking in |\n| --- | --- | --- |\n${lines.join('\n')}\n`,
  );
}
