import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adds,
  asksForGroup,
  asksToAdd,
  hasPeople,
  invitationTo,
  joins,
  leavesGroup,
  makesGroup,
  opensGroup,
  order,
  people,
  removes,
  renames,
} from '../src/groups.ts';
import { becomeFriends, Person } from '../src/person.ts';
import { Stack } from '../src/stack.ts';

describe('A group', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;
  let carol: Person;
  let dave: Person;

  beforeAll(async () => {
    stack = await Stack.start();
    [alice, bob, carol, dave] = await Promise.all([
      arrives('Alice'),
      arrives('Bob'),
      arrives('Carol'),
      arrives('Dave'),
    ]);
    await Promise.all([alice, bob, carol, dave].map((person) => person.signsUp()));
    for (const friend of [bob, carol, dave]) await becomeFriends(alice, friend);
  });

  afterAll(async () => {
    await Promise.all([alice, bob, carol, dave].map((person) => person?.leaves()));
    await stack?.dispose();
  });

  test('is refused in words without people, without a name, and with who is no friend', async () => {
    await asksForGroup(alice, 'Family', []);
    await alice.isTold(/choose at least one friend/i);
    await alice.closesDialog();
    await asksForGroup(alice, ' ', [bob.username]);
    await alice.isTold(/give the group a name/i);
    await alice.closesDialog();
    await asksForGroup(alice, 'Family', ['nobody-of-this-name']);
    await alice.isTold(/no friend of yours is called that/i);
    await alice.closesDialog();
    await asksForGroup(alice, 'Family', [alice.username]);
    await alice.isTold(/in the group already/i);
    await alice.closesDialog();
    // Both exist, and are friends of Alice only.
    await asksForGroup(bob, 'Family', [alice.username, carol.username]);
    await bob.isTold(/no friend of yours is called that/i);
    await bob.closesDialog();
  });

  test('tells whom Alice invites by whom and to what, and lets them say yes or no', async () => {
    await makesGroup(alice, 'Family', [bob, carol]);
    for (const invited of [bob, carol]) {
      await invitationTo(invited, 'Family')
        .filter({ hasText: `Alice Example (@${alice.username})` })
        .waitFor();
    }
    await hasPeople(alice, [alice]);
    await hasPeople(alice, [bob, carol], 'Invited');
    await joins(bob, 'Family');
    await invitationTo(carol, 'Family').filter({ hasText: 'with Bob' }).waitFor();
    await invitationTo(carol, 'Family').getByRole('button', { name: 'Decline' }).click();
    await invitationTo(carol, 'Family').waitFor({ state: 'detached' });
    await alice.sees('Carol Example declined the invitation.');
    await adds(alice, carol);
    await joins(carol, 'Family');
    for (const each of [alice, bob, carol]) await hasPeople(each, [alice, bob, carol]);
  });

  test('refuses in words who is in it already, and who is no friend', async () => {
    for (const here of [bob, alice]) {
      await asksToAdd(alice, here.username);
      await alice.isTold(/in the group already/i);
      await alice.closesDialog();
    }
    await asksToAdd(alice, 'nobody-of-this-name');
    await alice.isTold(/no friend of yours is called that/i);
    await alice.closesDialog();
  });

  test('carries what all three write to everybody, once and in order, up to Read', async () => {
    const turns = [alice, bob, carol, alice, carol, bob];
    for (const [i, writer] of turns.entries()) {
      const line = `${writer.firstName} in turn ${i + 1}.`;
      await writer.writes(line);
      for (const each of [alice, bob, carol]) await each.seesOnce(line);
      await writer.sees(line, 'Read');
    }
    const expected = turns.map(({ firstName }, i) => `${firstName} in turn ${i + 1}.`);
    for (const each of [alice, bob, carol]) expect(await order(each, /\w+ in turn \d\./)).toEqual(expected);
    await alice.messages().filter({ hasText: 'Alice in turn 4.' }).getByTitle('Read by everybody').waitFor();
  });

  test('keeps the order of each when all three write at once', async () => {
    const writers = [alice, bob, carol];
    await Promise.all(
      writers.map(async (writer) => {
        for (let i = 1; i <= 5; i++) await writer.writes(`${writer.firstName} at once ${i}.`);
      }),
    );
    for (const each of writers) {
      for (const writer of writers) {
        for (let i = 1; i <= 5; i++) await each.seesOnce(`${writer.firstName} at once ${i}.`);
        const lines = await order(each, new RegExp(`${writer.firstName} at once \\d\\.`));
        expect(lines).toEqual([1, 2, 3, 4, 5].map((i) => `${writer.firstName} at once ${i}.`));
      }
    }
    for (const writer of writers) await writer.sees(`${writer.firstName} at once 5.`, 'Read');
  });

  test('gives who was away everything that was written meanwhile', async () => {
    await carol.network.cut();
    await alice.writes('While you were out: one.');
    await bob.sees('While you were out: one.');
    await bob.writes('While you were out: two.');
    await alice.sees('While you were out: two.');
    // Bob has read it, Carol has not even got it.
    await alice.messages().filter({ hasText: 'out: one.' }).getByTitle('Read by 1 of 2').waitFor();
    await carol.network.mend();
    await carol.seesOnce('While you were out: one.');
    await carol.seesOnce('While you were out: two.');
    expect(await order(carol, /While you were out: \w+\./)).toEqual([
      'While you were out: one.',
      'While you were out: two.',
    ]);
    await alice.messages().filter({ hasText: 'out: one.' }).getByTitle('Read by everybody').waitFor();
  });

  test('has its new name everywhere, also after a reload without a network', async () => {
    await renames(alice, 'Family and friends', 'Sunday dinners');
    for (const each of [alice, bob, carol]) {
      await each.page.getByRole('heading', { name: 'Family and friends' }).first().waitFor();
      await each.sees('named the group “Family and friends”.');
    }
    await bob.network.cut();
    await bob.page.reload();
    await bob.unlocks();
    await bob.isHome();
    await opensGroup(bob, 'Family and friends');
    await bob.sees('While you were out: two.');
    await hasPeople(bob, [alice, bob, carol]);
    await bob.network.mend();
    await alice.writes('Are you back?');
    await bob.seesOnce('Are you back?');
    await carol.sees('Are you back?');
  });

  test('survives that everything is killed right after Sent', async () => {
    await carol.network.cut();
    await alice.writes('Stored before the crash.');
    await alice.sees('Stored before the crash.', 'Sent');
    await stack.kill();
    await stack.boot();
    await carol.network.mend();
    for (const each of [alice, bob, carol]) await each.isConnectedAgain();
    for (const each of [alice, bob, carol]) await each.seesOnce('Stored before the crash.');
    await alice.sees('Stored before the crash.', 'Read');
    await bob.writes('All there?');
    for (const each of [alice, carol]) await each.seesOnce('All there?');
  });

  test('tells who is removed, and sends them nothing from then on', async () => {
    await bob.messages().filter({ hasText: 'All there?' }).getByTitle('Read by everybody').waitFor();
    await removes(alice, bob);
    await bob.sees('Alice Example removed you.');
    await bob.page.getByText('You are not in this group any more.').first().waitFor();
    await bob.page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' });
    for (const each of [alice, carol]) {
      await each.sees('removed Bob Example.');
      await hasPeople(each, [alice, carol]);
    }
    // What Alice writes to him alone comes after all that went before it.
    await tellsAlone('You did not pay for dinner.');
    const before = bob.network.delivered();
    await opensGroup(alice, 'Family and friends');
    await alice.writes('Without Bob, from Alice.');
    await carol.sees('Without Bob, from Alice.');
    await carol.writes('Without Bob, from Carol.');
    await alice.sees('Without Bob, from Carol.');
    await carol.sees('Without Bob, from Carol.', 'Read');
    await alice.sees('Without Bob, from Alice.', 'Read');
    await tellsAlone('Sorry, Bob.');
    expect(bob.network.delivered() - before).toBe(1);
    await opensGroup(bob, 'Family and friends');
    await bob.sees('removed you');
    expect(await bob.messages().filter({ hasText: 'Without Bob' }).count()).toBe(0);
  });

  test('shows who joins nothing from before', async () => {
    await opensGroup(alice, 'Family and friends');
    await adds(alice, dave);
    await joins(dave, 'Family and friends');
    await alice.sees('Dave Example joined.');
    await alice.writes('Welcome, Dave!');
    await dave.sees('Welcome, Dave!');
    const bodies = await dave.messages().allTextContents();
    expect(bodies.filter((body) => /in turn|at once|While you|Without|crash/.test(body))).toEqual([]);
    await dave.writes('Thank you.');
    for (const each of [alice, carol]) await each.seesOnce('Thank you.');
  });

  test('has a new owner when its owner leaves', async () => {
    await leavesGroup(alice);
    await alice.sees('You left.');
    await alice.page.getByText('You are not in this group any more.').first().waitFor();
    await carol.sees('You are the owner of the group now.');
    await dave.sees('Carol Example is the owner of the group now.');
    await (await people(carol)).getByRole('button', { name: `Remove ${dave.username}` }).waitFor();
    await carol.writes('Just the two of us.');
    await dave.seesOnce('Just the two of us.');
    expect(await alice.messages().filter({ hasText: 'Just the two' }).count()).toBe(0);
  });

  test('is apart from another one of the same name', async () => {
    await makesGroup(alice, 'Chess', [bob]);
    await joins(bob, 'Chess');
    await alice.writes('In the first.');
    await bob.sees('In the first.');
    await makesGroup(alice, 'Chess', [dave]);
    await joins(dave, 'Chess');
    await alice.writes('In the second.');
    await dave.sees('In the second.');
    const named = alice.page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('button', { name: 'Chess' });
    expect(await named.count()).toBe(2);
    expect(await bob.messages().filter({ hasText: 'In the second.' }).count()).toBe(0);
    expect(await dave.messages().filter({ hasText: 'In the first.' }).count()).toBe(0);
  });

  test('leaves nothing in any page that went wrong and nobody noticed', () => {
    const unexpected = [alice, bob, carol, dave]
      .flatMap(({ problems }) => problems)
      .filter((problem) => !/ERR_CONNECTION|ERR_EMPTY|WebSocket|401|502|503/.test(problem));
    expect(unexpected).toEqual([]);
  });

  async function tellsAlone(body: string): Promise<void> {
    await alice.opensConversationWith(bob);
    await alice.writes(body);
    await bob.opensConversationWith(alice);
    await bob.sees(body);
  }

  async function arrives(name: string): Promise<Person> {
    const person = await Person.arrives(stack, name);
    await person.page.setViewportSize({ width: 1440, height: 900 });
    return person;
  }
});
