import { afterEach, describe, expect, it } from 'vitest';
import { shownLines, shownName } from '../../src/messenger/kernel/shown-text.ts';
import { lookOf } from '../../src/messenger/people/lookalikes.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

let world: World;

afterEach(() => world?.end());

describe('what a name looks like', () => {
  it.each([
    ['Alex Kim', 'alex  kim'],
    ['Alex Kim', 'Аlех Кіm'],
    ['Alex Kim', 'A1ex Kìm'],
    ['Alex Kim', 'Ａlex·Kim'],
    ['Alex Kim', 'AIex Kirn'],
    ['Wim', 'VVirn'],
    ['Bob', 'B0b'],
    ['Τom', 'Tom'],
    ['Νοra', 'Nora'],
  ])('%s and %s are the same', (one, other) => {
    expect(lookOf(one)).toBe(lookOf(other));
  });

  it.each([
    ['Alex Kim', 'Alex Kin'],
    ['Ольга', 'Олена'],
    ['李雷', '李云'],
    ['🙂', 'Bob'],
  ])('%s and %s are not', (one, other) => {
    expect(lookOf(one)).not.toBe(lookOf(other));
  });
});

describe('a text that is shown', () => {
  it.each([
    ['Bo\u202eb', 'Bob'],
    ['\u200b\ufeffBob\u2066', 'Bob'],
    ['\u3164\u2800', ''],
    ['a\nb', 'ab'],
    ['👩\u200d🚀 Ada', '👩\u200d🚀 Ada'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    [
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
  ])('as a name is %j without what cannot be seen', (told, shown) => {
    expect(shownName(told)).toBe(shown);
  });

  it('of several lines keeps them and turns no direction', () => {
    expect(shownLines('one\u202e\ntwo\u0000 \u200fthree')).toBe('one\ntwo \u200fthree');
  });
});

async function named(username: string, firstName: string): Promise<Someone> {
  const someone = world.someone(username);
  await someone.does('signUp', { ...someone.form(), firstName });
  return someone;
}

const alike = ({ snapshot }: Someone): readonly string[] => (snapshot?.lookalikes ?? []).toSorted();

describe('people whom one could mistake for each other', () => {
  it('are told apart as soon as the second one is known, and not any more when it is gone', async () => {
    world = await World.begin();
    const alice = await named('alice', 'Alice');
    const bob = await named('bob', 'Robert');
    const mallory = await named('mallory', 'Rоbеrt\u0301');
    await bob.befriends(alice);
    expect(alike(alice)).toEqual([]);

    await mallory.does('sendFriendRequest', { username: 'alice' });
    await alice.sees('the request', ({ incoming }) => incoming.length === 1);
    expect(alike(alice)).toEqual([bob.accountId, mallory.accountId].toSorted());

    const [request] = alice.snapshot?.incoming ?? [];
    await alice.does('declineRequest', { requestId: request?.requestId ?? '' });
    await alice.sees('no request', ({ incoming }) => incoming.length === 0);
    expect(alike(alice)).toEqual([]);
  });

  it('also who calls themselves by the username of another, or by one’s own name', async () => {
    world = await World.begin();
    const alice = await named('alice', 'Alice');
    const bob = await named('bob_r', 'Robert');
    const mallory = await named('mallory', 'b0b-r');
    await bob.befriends(alice);
    await mallory.befriends(alice);
    expect(alike(alice)).toEqual([bob.accountId, mallory.accountId].toSorted());

    await mallory.does('updateProfile', { firstName: 'ALICE', lastName: '\u2800', about: '' });
    expect(mallory.snapshot?.phase).toMatchObject({ me: { lastName: '' } });
    await alice.does('lock', {});
    await alice.unlocks();
    await alice.sees('the new name', ({ lookalikes }) => lookalikes.includes(alice.accountId));
    expect(alike(alice)).toEqual([alice.accountId, mallory.accountId].toSorted());
  });
});
