import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { befriended } from './world/gathering.ts';
import type { Someone } from './world/someone.ts';
import { startsOver, trusts, verifies } from './world/verifying.ts';
import { World } from './world/world.ts';

describe('who is verified', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  it('[I-10] [V-21] is whose number was compared, until it is taken back, also after a crash', async () => {
    const { accountId } = bob;
    expect(alice.conversation.trust).toBe('unverified');
    await verifies(alice, bob);
    expect((await alice.does('securityDetails', { accountId })).verified).toBe(true);
    await alice.crashes();
    await alice.unlocks();
    await trusts(alice, 'bob', 'verified');
    // It is Alice's word, and nobody else's.
    expect(bob.conversation.trust).toBe('unverified');
    await alice.does('setVerified', { accountId, safetyNumber: null });
    await trusts(alice, 'bob', 'unverified');
    expect((await alice.notices()).slice(-2)).toEqual(['verified', 'unverified']);
    await alice.does('setVerified', { accountId, safetyNumber: null });
    expect((await alice.notices()).slice(-2)).toEqual(['verified', 'unverified']);
  });

  it('[I-10] is not who has another number by the time that somebody has read it', async () => {
    const { accountId } = bob;
    const { safetyNumber } = await alice.does('securityDetails', { accountId });
    await alice.writes('wait, I am reading it');
    await startsOver(bob);
    await alice.sees(
      'it',
      ({ conversations }) => conversations[0]?.lastMessage?.notice === 'identity-changed',
    );
    expect(await alice.tries('setVerified', { accountId, safetyNumber })).toBe('identity-changed');
    expect(alice.conversation.trust).toBe('unverified');
    const now = await alice.does('securityDetails', { accountId });
    expect(now.safetyNumber).not.toBe(safetyNumber);
    expect(now.verified).toBe(false);
  });

  it('[I-10] is nobody whom one has nothing to do with, and not oneself', async () => {
    const carol = world.someone('carol');
    await carol.signsUp();
    for (const { accountId } of [carol, alice]) {
      expect(await alice.tries('securityDetails', { accountId })).toBe('not-found');
      expect(await alice.tries('setVerified', { accountId, safetyNumber: '0'.repeat(60) })).toBe('not-found');
      expect(await alice.tries('checkScanned', { accountId, text: '' })).toBe('not-found');
    }
  });

  describe('by a code', () => {
    const shows = async (someone: Someone, { accountId }: Someone) =>
      (await someone.does('securityDetails', { accountId })).qrText;
    const scans = async (someone: Someone, { accountId }: Someone, text: string) =>
      (await someone.does('checkScanned', { accountId, text })).outcome;

    it('[I-11] that one shows and the other scans, both ways', async () => {
      expect(await scans(alice, bob, await shows(bob, alice))).toBe('verified');
      await trusts(alice, 'bob', 'verified');
      expect(bob.conversation.trust).toBe('unverified');
      expect(await scans(bob, alice, await shows(alice, bob))).toBe('verified');
      await trusts(bob, 'alice', 'verified');
    });

    it('[I-11] is not by one of somebody else, for somebody else, or by none at all', async () => {
      const carol = await befriended(world, bob, 'carol');
      expect(await scans(alice, bob, await shows(carol, bob))).toBe('other-person');
      expect(await scans(alice, bob, await shows(bob, carol))).toBe('other-person');
      expect(await scans(alice, bob, await shows(alice, bob))).toBe('other-person');
      expect(await scans(alice, bob, 'https://example.org/')).toBe('not-a-code');
      expect(alice.conversation.trust).toBe('unverified');
    });

    it('[I-11] is an alarm when it was shown by the one before, and holds again with the new one', async () => {
      await verifies(alice, bob);
      const former = await shows(bob, alice);
      const phone = await startsOver(bob);
      await trusts(alice, 'bob', 'changed');
      expect(await scans(alice, bob, former)).toBe('different');
      await trusts(alice, 'bob', 'changed');
      expect(await scans(alice, bob, await shows(phone, alice))).toBe('verified');
      await trusts(alice, 'bob', 'verified');
    });
  });
});
