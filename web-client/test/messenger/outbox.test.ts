import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Snapshot } from '../../src/messenger/port.ts';
import { MAX_UNDER_WAY } from '../../src/messenger/outbox/lane.ts';
import type { Store, Write } from '../../src/messenger/ports/store.ts';
import { Refused_Reason } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { links } from './world/linking.ts';
import type { SendFault } from './world/relay-double.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `message ${index + 1}`);
const sentTheLast = ({ conversations }: Snapshot) => conversations[0]?.lastMessage?.state !== 'sending';

describe('an outbox with many messages for one room [V-13]', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  const bodies = numbered(40);
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('hello');
    await bob.hasRead(['hello']);
  });
  afterEach(() => world.end());

  /** Everything is written before the relay sees any of it; then each send meets its fault. */
  async function sendsAllAtOnce(faults: readonly SendFault[] = []): Promise<void> {
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('that she is offline', ({ connection }) => connection.state === 'offline');
    await Promise.all(bodies.map((body) => alice.writes(body)));
    world.relay.faults.push(...faults);
    world.relay.down = false;
  }

  const hasAll = () => bob.hasRead(['hello', ...bodies]);

  it('takes a thousand of them at most, and others for another room', async () => {
    const carol = world.someone('carol');
    await carol.signsUp();
    await alice.befriends(carol);
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('that she is offline', ({ connection }) => connection.state === 'offline');
    const room = (name: string) => alice.with(name)?.roomId ?? '';
    const writes = (body: string) => alice.tries('sendText', { roomId: room('bob'), body });
    let written = 0;
    while (written <= 1_000 && (await writes(`message ${written}`)) === 'ok') written++;
    expect([999, 1_000], 'the answer to the one before may have been lost').toContain(written);
    expect(await writes('one more')).toBe('busy');
    expect(await alice.tries('sendText', { roomId: room('carol'), body: 'hello' })).toBe('ok');
  });

  it('has several of them under way at once', async () => {
    await sendsAllAtOnce();
    await bob.hasRead(['hello', ...bodies.slice(0, 8)]);
    world.relay.holdsAnswers = true;
    await eventually('several without an answer', async () => world.relay.underWay > 1 || undefined);
    world.relay.answersAgain();
    await hasAll();
    expect(await bob.bodies()).toEqual(['hello', ...bodies]);
  });

  it('encrypts the next ones while some are under way, and anew when the devices were wrong by then', async () => {
    let encrypted = 0;
    alice.wrapStore = (store): Store =>
      new Proxy(store, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (name !== 'commit') return typeof method === 'function' ? method.bind(target) : method;
          return async (holder: number, writes: readonly Write[]) => {
            await target.commit(holder, writes);
            encrypted += writes.filter((write) => write.store === 'sent').length;
          };
        },
      });
    await alice.crashes();
    await alice.unlocks();
    await sendsAllAtOnce();
    world.relay.holdsAnswers = true;
    const handedOver = () =>
      world.relay.sends.filter(({ from, silent }) => from === alice.deviceId && !silent);
    await eventually('more are encrypted than the relay has', async () => {
      const ahead = encrypted - (handedOver().length - 1);
      return ahead > 0 || undefined;
    });
    const phone = world.someone('bob', 'Phone');
    await links(bob, phone);
    world.relay.answersAgain();
    await hasAll();
    await alice.sees('all sent', sentTheLast);
    expect(await bob.bodies()).toEqual(['hello', ...bodies]);
    const wrong = world.relay.refusals.filter((reason) => reason === Refused_Reason.WRONG_DEVICES);
    expect(wrong.length).toBeLessThan(2 * MAX_UNDER_WAY);
  });

  it('goes out in a fraction of the commits', async () => {
    let commits = 0;
    alice.wrapStore = (store): Store =>
      new Proxy(store, {
        get(target, name) {
          if (name === 'commit') commits++;
          const method: unknown = Reflect.get(target, name);
          return typeof method === 'function' ? method.bind(target) : method;
        },
      });
    await alice.crashes();
    await alice.unlocks();
    await sendsAllAtOnce();
    const before = commits;
    await hasAll();
    await alice.sees('all sent', sentTheLast);
    expect(commits - before).toBeLessThan(bodies.length);
  });

  it('keeps the order when the right devices change in the middle', async () => {
    await sendsAllAtOnce([...Array<SendFault>(9).fill('none'), 'store-and-refuse']);
    await hasAll();
    await alice.sees('all sent', sentTheLast);
    expect(await bob.bodies()).toEqual(['hello', ...bodies]);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('keeps the order through lost answers and lost connections', async () => {
    const weather: SendFault[] = [
      'none',
      'none',
      'none',
      'lose-answer',
      'none',
      'none',
      'none',
      'disconnect',
    ];
    await sendsAllAtOnce(weather);
    await hasAll();
    expect(await bob.bodies()).toEqual(['hello', ...bodies]);
    expect(world.relay.refusals).toEqual([]);
  });

  it('is shown in order even when the relay puts one off and takes what follows [C-12]', async () => {
    await sendsAllAtOnce([...Array<SendFault>(9).fill('none'), 'try-later', 'none', 'try-later']);
    await hasAll();
    expect(await bob.bodies()).toEqual(['hello', ...bodies]);
    await eventually('no notice is left', async () =>
      (await bob.notices()).includes('messages-missing') ? undefined : true,
    );
    expect(bob.conversation.unread).toBe(bodies.length + 1);
  });

  it('lets one that is refused for good hold up nothing behind it', async () => {
    await sendsAllAtOnce([...Array<SendFault>(5).fill('none'), 'refuse']);
    await bob.hasRead(['hello', ...bodies.slice(1)]);
    await alice.sees('all settled', sentTheLast);
    expect(world.relay.refusals).toEqual([Refused_Reason.MALFORMED]);
    const failed = (await alice.reads()).filter(({ state }) => state === 'failed');
    expect(failed.map(({ unsentBecause }) => unsentBecause)).toEqual(['refused']);
    const arrived = bodies.filter((body) => body !== failed[0]?.body);
    expect(await bob.bodies()).toEqual(['hello', ...arrived]);
  });
});
