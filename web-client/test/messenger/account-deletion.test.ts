import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lateStore } from './world/failing-store.ts';
import { hasMembers, trio } from './world/gathering.ts';
import { twoDevices } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const NEXT = 'another horse battery';

const isGone = (someone: Someone) => someone.sees('the welcome', ({ phase }) => phase.at === 'welcome');
const vaultsOf = ({ disk }: Someone) => disk.shelves.get('vaults')?.size ?? 0;
const deletes = (someone: Someone, anyway = false, password = PASSWORD) =>
  someone.tries('deleteAccount', { password, anyway });

describe('an account that is deleted', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[M-6] leaves its groups first: the member of longest standing goes on with them', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    const steps: string[] = [];
    alice.progressed = (step) => steps.push(step);
    expect(await deletes(alice)).toBe('ok');
    expect(steps).toEqual(['deriving-keys', 'leaving-groups', 'deleting-account']);
    await isGone(alice);
    expect(vaultsOf(alice)).toBe(0);
    await hasMembers(bob, 'bob', 'carol');
    await bob.sees('that the group is his', () => bob.group.me === 'owner');
    expect(bob.group.members.some(({ gone }) => gone)).toBe(false);
    await bob.does('renameGroup', { roomId, name: 'Duo', description: '' });
    await carol.sees('the new name', () => carol.group.name === 'Duo');
    await bob.writes('we go on', { roomId });
    await carol.hasRead(['we go on'], { roomId });
  });

  it('is not, while a group could not be left; anyway it is', async () => {
    const { alice, bob, roomId } = await trio(world);
    alice.fault = (call) => (call === 'appendToLog' ? 'before' : null);
    expect(await deletes(alice)).toBe('groups-not-left');
    expect(alice.group).toMatchObject({ roomId, me: 'owner' });
    expect(world.auth.byName('alice')).toBeDefined();
    await alice.writes('still here', { roomId });
    await bob.hasRead(['still here'], { roomId });

    expect(await deletes(alice, true)).toBe('ok');
    await isGone(alice);
    await bob.sees('that she is gone', () => bob.group.members.some(({ gone }) => gone));
    expect(bob.group.me).toBe('member');
    await bob.writes('nobody leads us', { roomId });
  });

  it('tries again where the network was away, and leaves what is left', async () => {
    const { alice, bob } = await trio(world);
    alice.fault = (call) => (call === 'appendToLog' ? 'after' : null);
    expect(await deletes(alice)).toBe('groups-not-left');
    alice.fault = () => null;
    expect(await deletes(alice)).toBe('ok');
    await bob.sees('that the group is his', () => bob.group.me === 'owner');
  });

  it('waits for no group for ever', async () => {
    const { alice } = await trio(world);
    alice.fault = (call) => (call === 'appendToLog' ? 'never' : null);
    expect(await deletes(alice)).toBe('groups-not-left');
    expect(await deletes(alice, true)).toBe('ok');
  });

  it('leaves no group with a password that is not right, here or any more', async () => {
    const { alice, bob } = await trio(world);
    expect(await deletes(alice, false, NEXT)).toBe('wrong-password');
    const account = world.auth.byName('alice');
    if (account) {
      const salt = new Uint8Array(16).fill(9);
      world.auth.accounts.set(account.accountId, { ...account, salt, authenticationKey: 'changed' });
    }
    expect(await deletes(alice)).toBe('wrong-credentials');
    expect(alice.group.me).toBe('owner');
    expect(bob.group.me).toBe('member');
  });

  it('is erased here at the next try when the answer was lost', async () => {
    const alice = world.someone('alice');
    await alice.signsUp();
    alice.fault = (call) => (call === 'deleteAccount' ? 'after' : null);
    expect(await deletes(alice)).toBe('network');
    expect(vaultsOf(alice)).toBe(1);
    alice.fault = () => null;
    expect(await deletes(alice)).toBe('ok');
    expect(vaultsOf(alice)).toBe(0);
  });

  it('leaves nothing behind that was still being written while it was erased', async () => {
    const alice = world.someone('alice');
    alice.wrapStore = lateStore;
    await alice.signsUp();
    expect(await deletes(alice)).toBe('ok');
    for (const shelf of alice.disk.shelves.values()) expect(shelf.size).toBe(0);
  });

  it('is said on its other devices, whose messages stay until they are erased', async () => {
    const [laptop, phone] = await twoDevices(world);
    const bob = world.someone('bob');
    await bob.signsUp();
    await bob.befriends(laptop);
    await phone.sees('bob', ({ conversations }) => conversations.some(({ kind }) => kind === 'direct'));
    await bob.writes('kept');
    await phone.hasRead(['kept']);

    expect(await deletes(laptop)).toBe('ok');
    const { connection } = await phone.sees(
      'why',
      ({ connection: c }) => c.state === 'signed-out' && c.reason !== undefined,
    );
    expect(connection).toEqual({ state: 'signed-out', reason: 'account-deleted' });
    expect(await phone.bodies()).toEqual(['kept']);
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('ok');
    await phone.sees(
      'why',
      ({ connection: c }) => c.state === 'signed-out' && c.reason === 'account-deleted',
    );
    expect(await phone.bodies()).toEqual(['kept']);

    await phone.does('signOut', { erase: true });
    await isGone(phone);
    for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
  });
});
