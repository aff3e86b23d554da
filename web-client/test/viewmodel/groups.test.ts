import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { AddPeopleForm } from '../../src/viewmodel/groups/add-people-form.ts';
import { EditGroupForm } from '../../src/viewmodel/groups/edit-group-form.ts';
import { Groups } from '../../src/viewmodel/groups/groups.ts';
import { goneHeirOf, heirOf, personIn, reachOf } from '../../src/viewmodel/groups/membership.ts';
import { NewGroupForm } from '../../src/viewmodel/groups/new-group-form.ts';
import { MAX_INVITED_AT_ONCE, PeoplePicker, friendsIn } from '../../src/viewmodel/groups/people-picker.ts';
import { arrangeConversations } from '../../src/viewmodel/home/conversation-list.ts';
import { Declining } from '../../src/viewmodel/home/declining.ts';
import { TOAST_MS, Toasts } from '../../src/viewmodel/shell/toasts.ts';
import {
  alice,
  bob,
  carol,
  conversation,
  dave,
  erin,
  group,
  invitation,
  member,
  person,
  zoe,
} from '../ui/double/cast.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../ui/double/scripted-messenger.ts';
import { ManualClock } from './manual-clock.ts';

const bobby = person('bobby', 'Bob', 'Baumann');
const FRIENDS = signal([bobby, bob, carol, zoe]);
const usernames = (picker: PeoplePicker): string[] => picker.chosen.value.map(({ username }) => username);

describe('choosing people', () => {
  let picker: PeoplePicker;

  beforeEach(() => {
    picker = new PeoplePicker(FRIENDS, [alice], () => undefined);
  });

  test('only friends one can write to are offered, by name', () => {
    const snapshot = emptySnapshot({
      conversations: [
        conversation(zoe),
        conversation(erin, { open: false }),
        group('Quartet', [alice, dave]),
        conversation(bob),
      ],
    });
    expect(friendsIn(snapshot)).toEqual([bob, zoe]);
  });

  test('part of a name finds them, and Enter takes the only one found', () => {
    picker.type('zoe papa');
    expect(picker.found.value).toEqual([zoe]);
    expect(picker.take()).toBe(true);
    expect(usernames(picker)).toEqual(['zoe']);
    expect(picker.search.value).toBe('');
  });

  test('a username is meant exactly, whoever else it finds', () => {
    picker.type('@bob');
    expect(picker.found.value).toEqual([]);
    picker.take();
    expect(usernames(picker)).toEqual(['bob']);
  });

  test('commas and spaces list several at once', () => {
    picker.type('bob, zoe carol,');
    expect(usernames(picker)).toEqual(['bob', 'zoe', 'carol']);
  });

  test('when several are called so, nobody is taken by chance', () => {
    picker.type('ba');
    expect(picker.found.value).toEqual([bobby]);
    picker.type('o');
    expect(picker.take()).toBe(false);
    expect(picker.problem.value).toBe('several');
    picker.type('oka');
    expect(picker.problem.value).toBeNull();
  });

  test('a stranger’s name stays in the field, and it says so', () => {
    picker.type('mallory');
    expect(picker.take()).toBe(false);
    expect(picker.problem.value).toBe('nobody');
    expect(picker.search.value).toBe('mallory');
  });

  test('arrows walk through what was found, round and round; Enter takes and takes off again', () => {
    picker.move(-1);
    expect(picker.active.value).toBe(zoe);
    picker.move(1);
    expect(picker.active.value).toBe(bobby);
    picker.take();
    expect(usernames(picker)).toEqual(['bobby']);
    picker.move(1);
    picker.take();
    expect(usernames(picker)).toEqual([]);
  });

  test('Backspace takes the last one off', () => {
    picker.toggle(bob);
    picker.toggle(carol);
    picker.removeLast();
    expect(usernames(picker)).toEqual(['bob']);
  });

  test('[C-20] a username that the service gives two of them says nobody: only choosing does', () => {
    const other = { ...bob, accountId: 'account-of-mallory' };
    picker = new PeoplePicker(signal([other, bob, zoe]), [], () => undefined);
    for (const typed of ['bob', 'zoe, bob']) {
      picker.type(typed);
      expect(picker.takeTyped()).toBe(false);
      expect(picker.chosen.value).toEqual([]);
    }
    picker.type('bob');
    picker.takeTyped();
    expect(picker.problem.value).toBe('several');
    picker.toggle(bob);
    expect(picker.chosen.value).toEqual([bob]);
  });

  test('more than one invitation can name are not taken', () => {
    const many = Array.from({ length: MAX_INVITED_AT_ONCE + 1 }, (_, at) => person(`friend${at}`, 'Friend'));
    picker = new PeoplePicker(signal(many), [], () => undefined);
    for (const friend of many) picker.toggle(friend);
    expect(usernames(picker)).toHaveLength(MAX_INVITED_AT_ONCE);
    expect(picker.problem.value).toBe('full');
  });
});

describe('Alice makes a group', () => {
  let messenger: ScriptedMessenger;
  let form: NewGroupForm;

  beforeEach(() => {
    messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.createGroup = () => succeed({ roomId: 'group-1' });
    form = new NewGroupForm(messenger, alice, FRIENDS);
  });

  test('with a name and friends', async () => {
    form.typeName('  Quartet ');
    form.picker.toggle(bob);
    form.picker.type('carol');
    expect(await form.submit()).toBe('group-1');
    expect(messenger.called('createGroup')).toEqual([
      { name: 'Quartet', description: '', accountIds: [bob.accountId, carol.accountId] },
    ]);
  });

  test('without a name or without anybody nothing is sent, and the field says so until it is changed', async () => {
    expect(await form.submit()).toBeNull();
    expect(form.blocked.value).toBe('name');
    form.typeName('Quartet');
    expect(form.blocked.value).toBeNull();
    await form.submit();
    expect(form.blocked.value).toBe('people');
    form.picker.toggle(bob);
    expect(form.blocked.value).toBeNull();
    expect(messenger.called('createGroup')).toEqual([]);
  });

  test('a half-typed stranger keeps the group from being made without them', async () => {
    form.typeName('Quartet');
    form.picker.toggle(bob);
    form.picker.type('mallory');
    expect(await form.submit()).toBeNull();
    expect(form.picker.problem.value).toBe('nobody');
    expect(messenger.called('createGroup')).toEqual([]);
  });

  test('a refused name belongs to its field, every other refusal to the form', async () => {
    form.typeName('?');
    form.picker.toggle(bob);
    messenger.answers.createGroup = () => fail('group-name-invalid');
    await form.submit();
    expect(form.blocked.value).toBe('name');
    messenger.answers.createGroup = () => fail('not-a-friend');
    await form.submit();
    expect(form.blocked.value).toBeNull();
    expect(form.submission.failure).toEqual({ code: 'not-a-friend' });
    form.picker.remove(bob);
    expect(form.submission.failure).toBeNull();
  });
});

describe('Alice looks after her group', () => {
  const quartet = group('Quartet', [alice, bob], { invited: [member(carol, { role: 'invited' })] });
  let messenger: ScriptedMessenger;
  let clock: ManualClock;
  let toasts: Toasts;
  let groups: Groups;
  const said = (): unknown[] => toasts.list.value.map(({ notice }) => notice);

  beforeEach(() => {
    messenger = new ScriptedMessenger(emptySnapshot());
    clock = new ManualClock();
    toasts = new Toasts(clock);
    groups = new Groups(messenger, toasts, new Declining(toasts, () => []));
  });

  test('only who is neither in it nor invited can be added', async () => {
    const form = new AddPeopleForm(messenger, quartet, FRIENDS);
    expect(form.picker.friends.value).toEqual([bobby, zoe]);
    expect(await form.submit()).toBe(0);
    expect(form.empty.value).toBe(true);
    form.picker.toggle(zoe);
    expect(form.empty.value).toBe(false);
    expect(await form.submit()).toBe(1);
    expect(messenger.called('addPeople')).toEqual([{ roomId: quartet.roomId, accountIds: [zoe.accountId] }]);
  });

  test('who is in it already, or invited, is told apart from a stranger', async () => {
    const { picker } = new AddPeopleForm(messenger, quartet, FRIENDS);
    for (const name of ['@Alice', 'carol', 'zoe, bob']) {
      picker.type(name);
      expect(picker.take()).toBe(false);
      expect(picker.problem.value).toBe('here');
    }
    picker.type('mallory');
    expect(picker.take()).toBe(false);
    expect(picker.problem.value).toBe('nobody');
  });

  test('when adding is refused the choice stays', async () => {
    messenger.answers.addPeople = () => fail('room-full');
    const form = new AddPeopleForm(messenger, quartet, FRIENDS);
    form.picker.toggle(zoe);
    expect(await form.submit()).toBe(0);
    expect(usernames(form.picker)).toEqual(['zoe']);
    expect(form.submission.failure).toEqual({ code: 'room-full' });
  });

  test('name and description are changed together; a nameless group is not saved', async () => {
    const form = new EditGroupForm(messenger, { ...quartet, description: 'Strings' });
    form.typeName(' ');
    expect(await form.submit()).toBe(false);
    form.typeName('Quintet');
    expect(await form.submit()).toBe(true);
    expect(messenger.called('renameGroup')).toEqual([
      { roomId: quartet.roomId, name: 'Quintet', description: 'Strings' },
    ]);
  });

  test('removing, taking back, handing over and leaving say what was done', async () => {
    await groups.remove(quartet.roomId, bob);
    await groups.takeBack(quartet.roomId, carol);
    expect(messenger.called('removeMember')).toEqual([
      { roomId: quartet.roomId, accountId: bob.accountId },
      { roomId: quartet.roomId, accountId: carol.accountId },
    ]);
    expect(said()).toEqual([
      { what: 'member-removed', name: 'Bob Okafor' },
      { what: 'invitation-taken-back', name: 'Carol Lindqvist' },
    ]);
    await groups.handOver(quartet.roomId, bob);
    await groups.leave(quartet);
    expect(said().slice(1)).toEqual([
      { what: 'owner-made', name: 'Bob Okafor' },
      { what: 'group-left', name: 'Quartet' },
    ]);
  });

  test('what was refused is told, not swallowed', async () => {
    messenger.answers.leaveGroup = () => fail('network');
    messenger.answers.acceptInvitation = () => fail('not-found');
    expect(await groups.leave(quartet)).toBe(false);
    expect(await groups.accept(invitation('Choir', bob, [bob]), 'Choir')).toBe(false);
    expect(said()).toEqual([
      { what: 'failure', failure: { code: 'network' } },
      { what: 'failure', failure: { code: 'not-found' } },
    ]);
  });

  test('an invitation is answered under the name it was shown with', async () => {
    messenger.answers.acceptInvitation = ({ roomId }) => succeed({ roomId });
    await groups.accept(invitation('', bob, [bob]), 'Group without a name');
    const choir = invitation('Choir', bob, [bob]);
    groups.decline(choir, 'Choir');
    expect(said()).toEqual([
      { what: 'group-joined', name: 'Group without a name' },
      { what: 'invitation-declined', name: 'Choir' },
    ]);
    expect(messenger.called('declineInvitation')).toEqual([]);
    clock.pass(TOAST_MS);
    expect(messenger.called('declineInvitation')).toEqual([{ roomId: choir.roomId }]);
  });
});

describe('what is known of a group', () => {
  test('the member of longest standing follows an owner who leaves', () => {
    expect(heirOf(group('Quartet', [alice, carol, bob]))).toBe(carol);
    expect(heirOf(group('Quartet', [alice]))).toBeNull();
  });

  test('an owner hears when the one who would follow has no account any more', () => {
    const view = group('Quartet', [alice, carol, bob]);
    const gone = view.members.map((each) => (each.person === carol ? { ...each, gone: true } : each));
    expect(goneHeirOf({ ...view, me: 'owner' })).toBeNull();
    expect(goneHeirOf({ ...view, me: 'owner', members: gone })).toBe(carol);
    expect(goneHeirOf({ ...view, me: 'member', members: gone })).toBeNull();
  });

  test('people who left are still known by what they wrote', () => {
    const view = group('Quartet', [alice, bob]);
    expect(personIn(view, bob.accountId)).toBe(bob);
    expect(personIn(view, dave.accountId)).toBe(dave);
    expect(personIn(view, 'account-nobody')).toBeNull();
  });

  test.each([
    [undefined, null],
    [{ of: 1, delivered: 1, read: 1 }, null],
    [{ of: 3, delivered: 0, read: 0 }, null],
    [
      { of: 3, delivered: 2, read: 0 },
      { far: 'delivered', everybody: false, count: 2 },
    ],
    [
      { of: 3, delivered: 3, read: 0 },
      { far: 'delivered', everybody: true },
    ],
    [
      { of: 3, delivered: 3, read: 2 },
      { far: 'read', everybody: false, count: 2 },
    ],
    [
      { of: 3, delivered: 3, read: 3 },
      { far: 'read', everybody: true },
    ],
  ])('a message with reach %j got %j', (reach, expected) => {
    expect(reachOf(reach)).toEqual(expected);
  });

  test('the list finds a group by its name, and by its people while it has none', () => {
    const list = [group('Quartet', [alice, bob]), group('', [zoe, alice], { roomId: 'unnamed' })];
    const found = (search: string): string[] =>
      arrangeConversations(list, search).map(({ roomId }) => roomId);
    expect(found('quart')).toEqual(['group-quartet']);
    expect(found('bob')).toEqual([]);
    expect(found('zoe')).toEqual(['unnamed']);
  });
});
