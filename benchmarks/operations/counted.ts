/**
 * How often a messenger asks its storage and the cryptography for each message, sent or taken in of mail that waited: figures
 * that no other work on the machine changes. Two messengers in this process with the services of the tests, in memory.
 * Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/operations/measure.ts [messages]
 */
import { eventually } from '../../web-client/test/messenger/world/eventually.ts';
import type { Someone } from '../../web-client/test/messenger/world/someone.ts';
import { World } from '../../web-client/test/messenger/world/world.ts';
import type { Store, Write } from '../../web-client/src/messenger/ports/store.ts';

const MESSAGES = Number(process.argv[2] ?? 2_000);
/** `eventually` of the tests has less patience than so many messages take. */
const PATIENCE = 60;

type Counts = Map<string, number>;

let counts: Counts = new Map();
const world = await World.begin();
Object.assign(
  world.crypto,
  counted(world.crypto, (name) => count(`cryptography: ${name}`)),
);
const [alice, bob] = await world.friends('alice', 'bob');
for (const someone of [alice, bob]) {
  await someone.closesTheBrowser();
  someone.wrapStore = watched;
  await someone.unlocks();
}
const { roomId } = alice.conversation;
await alice.writes('hello', { roomId });
await bob.hasRead(['hello'], { roomId });
await bob.closesTheBrowser();

counts = new Map();
const bodies = Array.from({ length: MESSAGES }, (_, at) => `message ${at + 1}`);
await Promise.all(bodies.map((body) => alice.writes(body, { roomId })));
await has(alice, 'sent');
const sending = counts;

await alice.closesTheBrowser();
counts = new Map();
await bob.unlocks();
await has(bob, 'received');
report(sending, counts);
process.exit(0);

async function has(someone: Someone, state: 'sent' | 'received'): Promise<void> {
  for (let patience = PATIENCE; patience > 0; patience--) {
    try {
      return await eventually('the last', async () => {
        const last = someone.snapshot?.conversations[0]?.lastMessage;
        return (last?.body === bodies.at(-1) && last?.state === state) || undefined;
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
    `| for each of ${MESSAGES} messages | sending | taking in |\n| --- | --- | --- |\n${lines.join('\n')}\n`,
  );
}
