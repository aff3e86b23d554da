import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('what was written to somebody who got another identity since', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('to the bob I know');
    await bob.hasRead(['to the bob I know']);
    await bob.writes('hello');
    await alice.hasRead(['to the bob I know', 'hello']);
    phone = world.someone('bob');
  });
  afterEach(() => world.end());

  const unsent = () =>
    eventually('not sent', async () => (await alice.reads()).find(({ state }) => state === 'failed'));

  /** Alice's relay does not answer while she writes; by the time it does, Bob has other keys. */
  async function writesBefore(): Promise<void> {
    await bob.closesTheBrowser();
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('that she is offline', ({ connection }) => connection.state !== 'online');
    await alice.looks();
    await alice.writes('a secret');
    await alice.writes('another');
    world.relay.down = false;
    await phone.does('startOver', { username: 'bob', password: PASSWORD });
  }

  it('[I-9] is not encrypted for the new one by itself, says why, and waits', async () => {
    await writesBefore();
    await eventually('both not sent', async () => {
      const states = (await alice.reads()).slice(-2).map(({ state }) => state);
      return states.every((state) => state === 'failed') || undefined;
    });
    const reasons = (await alice.reads()).slice(-2).map(({ unsentBecause }) => unsentBecause);
    expect(reasons).toEqual(['identity-changed', 'identity-changed']);
    expect(await alice.notices()).toContain('identity-changed');
    await alice.writes('who are you?');
    await phone.hasRead(['who are you?']);
    expect(await phone.bodies()).toEqual(['who are you?']);
  });

  it('[I-9] is sent when the user says so, and only what she says', async () => {
    await writesBefore();
    const { id, roomId } = await unsent();
    await alice.does('retryMessage', { roomId, id });
    await phone.hasRead(['a secret']);
    expect(await phone.bodies()).toEqual(['a secret']);
    const [message] = (await alice.reads()).filter(({ body }) => body === 'a secret');
    expect(message?.unsentBecause).toBeUndefined();
    const other = await unsent();
    await alice.does('discardMessage', { roomId, id: other.id });
    expect(await alice.bodies()).not.toContain('another');
  });

  it('[I-9] is not what receipts say: none of the old one goes to the new one', async () => {
    await bob.writes('read me');
    await alice.hasRead(['to the bob I know', 'hello', 'read me']);
    await writesBefore();
    await unsent();
    const before = world.relay.accepted;
    await alice.writes('only this');
    await phone.hasRead(['only this']);
    await alice.sees('it delivered', ({ conversations }) => {
      return conversations[0]?.lastMessage?.state === 'delivered';
    });
    // Her message, and his receipt for it.
    expect(world.relay.accepted - before).toBe(2);
  });
});
