import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { World } from './world/world.ts';

describe('a first message', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('goes both ways and becomes delivered and read', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('hello bob');
    await bob.hasRead(['hello bob']);
    await bob.writes('hello alice');
    await alice.hasRead(['hello bob', 'hello alice']);
    expect(await alice.bodies()).toEqual(['hello bob', 'hello alice']);
    expect(await bob.bodies()).toEqual(['hello bob', 'hello alice']);
    await eventually('delivered', async () => (await alice.states())[0] === 'delivered' || undefined);
    await bob.sees('one unread', ({ conversations }) => conversations[0]?.unread === 1);
    await bob.looks();
    await eventually('read', async () => (await alice.states())[0] === 'read' || undefined);
    await bob.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
  });

  it('goes out whatever was pasted, and holds up nothing behind it', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('half an emoji \ud83d');
    await alice.writes('and on');
    await bob.hasRead(['half an emoji \ufffd', 'and on']);
  });

  it('shows who is there and who is writing, unless one of them would rather not', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = alice.conversation;
    await bob.writes('the first message makes the session');
    await alice.hasRead(['the first message makes the session']);
    await alice.sees('that bob is there', () => alice.conversation.presence.online);
    await bob.does('typing', { roomId });
    await alice.sees('that bob writes', ({ conversations }) => !!conversations[0]?.typing);
    await alice.sees('that bob stopped', ({ conversations }) => conversations[0]?.typing === false);
    await bob.does('updateSettings', { sharePresence: false });
    await alice.sees('nobody', () => !alice.conversation.presence.online);
    await alice.does('typing', { roomId });
    await alice.writes('bob hides, so bob does not see');
    await bob.hasRead(['1', '2']);
    expect(bob.conversation.typing).toBe(false);
  });

  it('keeps drafts, and what nobody is to know about reading', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = alice.conversation;
    await bob.does('updateSettings', { sendReceipts: false });
    await alice.writes('did you read this?');
    await bob.hasRead(['did you read this?']);
    await bob.looks();
    await bob.does('saveDraft', { roomId, draft: 'half a thou' });
    await bob.crashes();
    await bob.unlocks();
    expect(bob.conversation.draft).toBe('half a thou');
    await bob.writes('half a thought');
    await bob.sees('no draft', ({ conversations }) => conversations[0]?.draft === '');
    await alice.hasRead(['did you read this?', 'half a thought']);
    expect((await alice.states())[0]).toBe('sent');
  });

  it('gives both the same safety number', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('hello');
    await bob.hasRead(['hello']);
    const [ours, theirs] = await Promise.all([
      alice.does('securityDetails', { accountId: bob.accountId }),
      bob.does('securityDetails', { accountId: alice.accountId }),
    ]);
    expect(ours.safetyNumber).toMatch(/^\d{60}$/);
    const { safetyNumber } = theirs;
    expect(ours).toMatchObject({ safetyNumber, sessions: 1, repairs: 0 });
  });

  it('tells since when it is protected against quantum computers', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { accountId } = bob;
    const renewed = async () => (await alice.does('securityDetails', { accountId })).postQuantum;
    expect(await renewed()).toBeNull();
    await alice.writes('hello');
    await bob.hasRead(['hello']);
    expect(await renewed()).not.toBeNull();
    /** They write to each other until it is renewed. */
    const after = (atMs: number) =>
      eventually('a renewal', async () => {
        await Promise.all([alice.writes('and so on'), bob.writes('and so on')]);
        const renewedAtMs = (await renewed())?.renewedAtMs ?? 0;
        return renewedAtMs > atMs ? renewedAtMs : undefined;
      });
    const first = await after(0);
    world.nowMs += 2 * 86_400_000;
    expect(await after(first)).toBeGreaterThan(first + 86_400_000);
  });
});
