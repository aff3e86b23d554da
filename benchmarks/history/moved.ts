/**
 * How long 5,000 messages take to a device that was linked: two messengers in this process with the cryptography of the
 * platform and the services of the tests, in memory. Prints one Markdown table. Nothing here asserts: it tells.
 */
import { eventually } from '../../web-client/test/messenger/world/eventually.ts';
import { hasWritten } from '../../web-client/test/messenger/world/filled.ts';
import { comparing } from '../../web-client/test/messenger/world/linking.ts';
import { World } from '../../web-client/test/messenger/world/world.ts';

const MESSAGES = Number(process.argv[2] ?? 5_000);

const world = await World.begin();
const [laptop, bob] = await world.friends('alice', 'bob');
const { roomId } = laptop.conversation;
await hasWritten(laptop, roomId, MESSAGES);
const phone = world.someone('alice', 'Phone');
const { joined } = await comparing(laptop, phone);
const startedAt = performance.now();
await laptop.does('confirmLinking', { same: true });
await phone.does('confirmLinking', { same: true });
if ((await joined) !== 'ok') throw new Error('not linked');
const linkedAt = performance.now();
const wroteAt = performance.now();
await bob.writes('meanwhile', { roomId });
await eventually('the message meanwhile', async () => {
  const last = phone.snapshot?.conversations.find((each) => each.roomId === roomId)?.lastMessage;
  return last?.body === 'meanwhile' || undefined;
});
const cameAt = performance.now();
for (let patience = 30; patience > 0; patience--) {
  try {
    await phone.sees('everything', ({ conversations, history }) => {
      const row = conversations.find((each) => each.roomId === roomId);
      return history === null && (row?.messageCount ?? 0) > MESSAGES;
    });
    break;
  } catch (cause) {
    if (patience === 1) throw cause;
  }
}
const movedAt = performance.now();
await world.end();

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const rows = [
  ['linking, from the last click to both being devices', seconds(linkedAt - startedAt)],
  [`then ${MESSAGES.toLocaleString('en')} messages until the last is stored`, seconds(movedAt - linkedAt)],
  ['an ordinary message to the new device meanwhile', `${Math.round(cameAt - wroteAt)} ms`],
];
process.stdout.write(
  `| figure | measured |\n|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
);
process.exit(0);
