import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Bundles } from '../../src/messenger/devices/bundles.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const tells = (person: Someone, notice: string) =>
  eventually(`${person.username} is told ${notice}`, async () =>
    (await person.notices()).some((each) => each === notice) ? true : undefined,
  );

/** The next question for a bundle is not answered before that. */
function stalledBundle(): { readonly asked: () => boolean; readonly answer: () => void } {
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of who asks
  const genuine = Bundles.prototype.gather;
  const gather = vi.spyOn(Bundles.prototype, 'gather');
  const { promise, resolve } = Promise.withResolvers<void>();
  gather.mockImplementationOnce(async function (this: Bundles, ...question) {
    await promise;
    return genuine.call(this, ...question);
  });
  return { asked: () => gather.mock.calls.length > 0, answer: resolve };
}

const disk = (person: Someone) =>
  JSON.stringify([...(person.disk.shelves.get('device_lists')?.values() ?? [])].map((each) => [...each]));

const follows = async (person: Someone, change: () => void) => {
  const before = disk(person);
  change();
  await eventually(`${person.username} has the list`, async () => disk(person) !== before || undefined);
};

describe('a server whose answers do not hold', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await world.end();
  });

  const accountOf = ({ username }: Someone): string => world.auth.byName(username)?.accountId ?? '';
  const listsOf = (person: Someone) => world.social.lists.get(accountOf(person)) ?? [];
  const successorOf = (person: Someone) =>
    world.traitor.successor(accountOf(person), listsOf(person).at(-1) ?? new Uint8Array(), world.nowMs++);
  const publish = (person: Someone, lists: readonly Uint8Array[]) => {
    world.social.lists.set(accountOf(person), [...lists]);
    world.social.onChanged(Topic.DEVICES, [accountOf(alice), accountOf(bob)], accountOf(person));
  };

  it('raises an alarm when a list that does not hold comes, though nothing is to be sent', async () => {
    await alice.writes('before');
    await bob.hasRead(['before']);
    const genuine = listsOf(bob);
    // To Alice alone: Bob's own devices would be signed out by it.
    world.social.shows = (reader, account, lists) =>
      reader === accountOf(alice) && account === accountOf(bob) ? [] : lists;
    publish(bob, genuine);
    await tells(alice, 'security-alarm');
    world.social.shows = (_reader, _account, lists) => lists;
    publish(bob, genuine);
    await tells(alice, 'security-restored');
    expect(await alice.notices()).not.toContain('security-alarm');
    await alice.writes('after');
    await bob.hasRead(['before', 'after']);
  });

  it('[C-16] is caught when it withholds a list that a message names, until it shows it', async () => {
    const [first = new Uint8Array()] = listsOf(bob);
    const next = await successorOf(bob);
    // Alice is never shown what Bob added.
    world.social.shows = (reader, account, genuine) =>
      reader === accountOf(alice) && account === accountOf(bob) ? [first] : genuine;
    publish(bob, [first, next]);
    await alice.writes('waits for the devices');
    await eventually('bob follows his own list', async () => {
      await bob.writes('hello');
      return (await alice.notices()).includes('security-alarm') || undefined;
    });
    expect(await alice.bodies()).toContain('hello');
    expect(await bob.bodies()).not.toContain('waits for the devices');
    await alice.closesTheBrowser();
    alice.opensTheBrowser();
    await alice.unlocks();
    expect(await alice.notices()).toContain('security-alarm');
    world.social.shows = (_reader, _account, genuine) => genuine;
    await tells(alice, 'security-restored');
    await eventually('what waited', async () =>
      (await bob.bodies()).includes('waits for the devices') ? true : undefined,
    );
  });

  const sentByBob = () => world.relay.sends.filter(({ from }) => from === bob.deviceId);

  it('[C-16] is caught also while a message is being prepared: it does not leave', async () => {
    const [first = new Uint8Array()] = listsOf(alice);
    const [one, other] = [await successorOf(alice), await successorOf(alice)];
    world.social.shows = (reader, account, genuine) =>
      reader === accountOf(bob) && account === accountOf(alice) ? [first, other] : genuine;
    await follows(bob, () => publish(alice, [first, one]));
    const bundle = stalledBundle();
    await bob.writes('unsent');
    await eventually('a bundle is asked for', async () => bundle.asked() || undefined);
    await alice.writes('the lists are two');
    await tells(bob, 'security-alarm');
    let asked = 0;
    bob.fault = (call) => {
      if (call === 'deviceLists') asked++;
      return null;
    };
    bundle.answer();
    await eventually('two more tries', async () => asked >= 2 || undefined);
    expect(sentByBob()).toEqual([]);
    expect((await bob.states()).at(0)).toBe('sending');
  });

  it('[I-5] has nothing encrypted for a list that was replaced while the message was being prepared', async () => {
    const next = await successorOf(alice);
    const bundle = stalledBundle();
    await bob.writes('for whoever you are');
    await eventually('a bundle is asked for', async () => bundle.asked() || undefined);
    await follows(bob, () => publish(alice, [...listsOf(alice), next]));
    bundle.answer();
    await alice.hasRead(['for whoever you are']);
    expect(world.relay.refusals).toEqual([]);
  });
});
