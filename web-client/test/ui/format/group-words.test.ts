import { describe, expect, test } from 'vitest';
import type { ConversationView, GroupNotice, MessageView, Person } from '../../../src/messenger/port.ts';
import { conversationName, formatNames, senderName } from '../../../src/ui/format/names.ts';
import { noticeText } from '../../../src/ui/format/notices.ts';
import { reachText } from '../../../src/ui/format/reach.ts';
import { typingText } from '../../../src/ui/format/typing.ts';
import {
  alice,
  bob,
  carol,
  conversation,
  dave,
  erin,
  group,
  groupMessage,
  groupNotice,
  message,
  zoe,
} from '../double/cast.ts';

const me = alice.accountId;
const quartet = group('Quartet', [bob, alice, carol]);

type Happened = readonly [GroupNotice, by: Person, to: readonly Person[], name: string, sentence: string];

const HAPPENED: readonly Happened[] = [
  ['group-created', bob, [], 'Quartet', 'Bob Okafor made this group and named it “Quartet”.'],
  ['group-created', alice, [], 'Quartet', 'You made this group and named it “Quartet”.'],
  ['group-created', bob, [], '', 'Bob Okafor made this group.'],
  ['member-invited', bob, [carol, dave], '', 'Bob Okafor invited Carol Lindqvist and Dave Nakamura.'],
  ['member-invited', bob, [alice, carol], '', 'Bob Okafor invited you and Carol Lindqvist.'],
  ['member-invited', alice, [dave], '', 'You invited Dave Nakamura.'],
  ['member-joined', carol, [], '', 'Carol Lindqvist joined.'],
  ['member-joined', alice, [], '', 'You joined.'],
  ['invitation-declined', dave, [], '', 'Dave Nakamura declined the invitation.'],
  ['invitation-withdrawn', bob, [dave], '', 'Bob Okafor took the invitation of Dave Nakamura back.'],
  ['member-left', carol, [], '', 'Carol Lindqvist left.'],
  ['member-left', alice, [], '', 'You left.'],
  ['member-removed', bob, [carol], '', 'Bob Okafor removed Carol Lindqvist.'],
  ['member-removed', bob, [alice], '', 'Bob Okafor removed you.'],
  ['member-removed', alice, [carol], '', 'You removed Carol Lindqvist.'],
  ['group-renamed', alice, [], 'Quintet', 'You named the group “Quintet”.'],
  ['group-renamed', bob, [], '', 'Bob Okafor changed the name or the description of the group.'],
  ['owner-changed', bob, [carol], '', 'Carol Lindqvist is the owner of the group now.'],
  ['owner-changed', bob, [alice], '', 'You are the owner of the group now.'],
];

const gone = (who: Person): string =>
  noticeText(groupNotice(quartet, 0, 'member-gone', bob, [who]), quartet, me);

const about = (notice: 'security-alarm' | 'identity-changed'): string =>
  noticeText(groupMessage(quartet, 0, carol, { kind: 'notice', notice }), quartet, me);

const typing = (...people: readonly Person[]): string | null =>
  typingText({ ...quartet, typing: people.map(({ accountId }) => accountId) }, me);

const reached = (delivered: number, read: number): string =>
  reachText(groupMessage(quartet, 0, alice, { reach: { of: 3, delivered, read } }));

describe('what happened to a group', () => {
  test.each(HAPPENED)('%s', (notice, by, to, name, sentence) => {
    expect(noticeText(groupNotice(quartet, 0, notice, by, to, name), quartet, me)).toBe(sentence);
  });

  test('an account that is gone is told to the others, and to its own person', () => {
    expect(gone(carol)).toMatch(/^Carol Lindqvist gets no more messages here/u);
    expect(gone(alice)).toMatch(/^You are out of the group/u);
  });

  test('nobody who is unknown gets somebody else’s name', () => {
    const stranger = { ...dave, accountId: 'account-unknown' };
    const text = noticeText(groupNotice(quartet, 0, 'member-left', stranger), quartet, me);
    expect(text).toBe('Somebody left.');
  });

  test('an alarm of a group speaks of the group, new keys of the person who has them', () => {
    expect(about('security-alarm')).toContain('this group and its people');
    expect(about('identity-changed')).toContain('Carol Lindqvist has new keys');
  });

  test('another username is said with whom it was given to, in a group and to two', () => {
    const change = { actorId: carol.accountId, subjectIds: [carol.accountId], name: 'dave' };
    const entry = groupMessage(quartet, 0, carol, { kind: 'notice', notice: 'username-alarm', change });
    for (const view of [quartet, conversation(carol)]) {
      const text = noticeText(entry, view, me);
      expect(text).toContain('gives Carol Lindqvist the username “dave”');
      expect(text).not.toContain('Nothing is sent');
    }
  });

  test('a friend’s other name is said with the one before', () => {
    const change = {
      actorId: bob.accountId,
      subjectIds: [bob.accountId],
      name: 'Carol Smith',
      former: 'Bob',
    };
    const entry = message(bob, 0, { kind: 'notice', notice: 'name-changed', change });
    expect(noticeText(entry, conversation(bob), me)).toBe('Bob is now called Carol Smith.');
  });

  test('of two who look alike it is said which one', () => {
    const alike = [bob.accountId, carol.accountId];
    const say = (entry: MessageView, view: ConversationView): string => noticeText(entry, view, me, alike);
    const removed = groupNotice(quartet, 0, 'member-removed', bob, [carol]);
    expect(say(removed, quartet)).toBe('Bob Okafor @bob removed Carol Lindqvist @carol.');
    const keys = message(bob, 0, { kind: 'notice', notice: 'identity-changed' });
    expect(say(keys, conversation(bob))).toContain('Bob Okafor @bob has new keys');
    const change = { actorId: bob.accountId, subjectIds: [bob.accountId], name: 'Rob', former: 'Bob' };
    const named = message(bob, 0, { kind: 'notice', notice: 'name-changed', change });
    expect(say(named, conversation(bob))).toBe('Bob is now called Rob @bob.');
  });

  test('a direct conversation says what it always said, also of one’s own entries', () => {
    const view = conversation(bob);
    const notice = message(bob, 0, { kind: 'notice', notice: 'identity-changed', mine: true });
    expect(noticeText(notice, view, me)).toContain('Bob Okafor has new keys');
    expect(noticeText(message(bob, 0, { kind: 'notice', notice: 'discarded' }), view, me)).toBe('');
  });
});

describe('names', () => {
  test('of a group: its own, its people’s while that has not come, or none', () => {
    expect(conversationName(quartet, me)).toBe('Quartet');
    expect(conversationName(group('', [bob, alice, carol, zoe]), me)).toBe('Bob, Carol and Zoë');
    expect(conversationName(group('', [alice]), me)).toBe('Group without a name');
    expect(conversationName(conversation(bob), me)).toBe('Bob Okafor');
  });

  test('of senders, also of those who left', () => {
    expect(senderName(quartet, dave.accountId)).toBe('Dave Nakamura');
    expect(senderName(quartet, 'account-unknown')).toBe('Somebody');
    expect(senderName(quartet, carol.accountId, [bob.accountId])).toBe('Carol Lindqvist');
    expect(senderName(quartet, bob.accountId, [bob.accountId])).toBe('Bob Okafor @bob');
    expect(formatNames(['Bob'])).toBe('Bob');
  });
});

describe('who is typing', () => {
  test('is said by name as long as it is readable', () => {
    expect(typing()).toBeNull();
    expect(typing(bob)).toBe('Bob is typing…');
    expect(typing(bob, carol)).toBe('Bob and Carol are typing…');
    expect(typing(bob, carol, erin)).toBe('3 people are typing…');
    expect(typingText(conversation(bob, { typing: true }), me)).toBe('Bob Okafor is typing…');
  });
});

describe('how far a message got', () => {
  test('is said in numbers where the mark cannot', () => {
    expect(reached(0, 0)).toBe('');
    expect(reached(1, 0)).toBe('Delivered to 1 of 3');
    expect(reached(3, 0)).toBe('Delivered to everybody');
    expect(reached(3, 2)).toBe('Read by 2 of 3');
    expect(reached(3, 3)).toBe('Read by everybody');
    expect(reachText(message(bob, 0))).toBe('');
  });
});
