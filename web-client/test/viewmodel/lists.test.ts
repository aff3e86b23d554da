import { describe, expect, test } from 'vitest';
import { AVATAR_HUES, avatarHue, displayName, initials } from '../../src/viewmodel/account/names.ts';
import { describeUserAgent } from '../../src/viewmodel/account/user-agent.ts';
import { arrangeConversations, neighbour } from '../../src/viewmodel/home/conversation-list.ts';
import { bob, carol, conversation, person, roomOf, zoe } from '../ui/double/cast.ts';

const LIST = [
  conversation(bob, { sortMs: 1 }),
  conversation(zoe, { sortMs: 3 }),
  conversation(carol, { sortMs: 2 }),
];

function found(search: string): string[] {
  return arrangeConversations(LIST, search).map(({ roomId }) => roomId.replace(/^room-/u, ''));
}

describe('the conversation list', () => {
  test('has the latest on top', () => {
    expect(found('')).toEqual(['zoe', 'carol', 'bob']);
  });

  test('is searched by name and username, without accents and capitals', () => {
    expect(found('zoe papa')).toEqual(['zoe']);
    expect(found('ZOË')).toEqual(['zoe']);
    expect(found('lindq')).toEqual(['carol']);
    expect(found('nobody')).toEqual([]);
  });

  test('is walked with the keyboard and holds at its ends', () => {
    const arranged = arrangeConversations(LIST, '');
    expect(neighbour(arranged, null, 1)).toBe(roomOf(zoe));
    expect(neighbour(arranged, roomOf(zoe), 1)).toBe(roomOf(carol));
    expect(neighbour(arranged, roomOf(zoe), -1)).toBe(roomOf(zoe));
    expect(neighbour(arranged, roomOf(bob), 1)).toBe(roomOf(bob));
    expect(neighbour([], null, 1)).toBeNull();
  });
});

describe('names', () => {
  test('fall back to the username', () => {
    expect(displayName(person('bob', 'Bob', 'Okafor'))).toBe('Bob Okafor');
    expect(displayName(person('bob', 'Bob'))).toBe('Bob');
    expect(displayName(person('bob', ''))).toBe('bob');
  });

  test.each([
    ['Alice Moreau', 'AM'],
    ['Mallory', 'M'],
    ['Ana María de la Cruz', 'AC'],
    ['𝒜lice', '𝒜'],
    ['', ''],
  ])('%s has the initials %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  test('give a colour that stays', () => {
    expect(avatarHue('alice')).toBe(avatarHue('alice'));
    const hues = new Set(Array.from({ length: 200 }, (_, index) => avatarHue(`person-${index}`)));
    expect(hues.size).toBe(AVATAR_HUES);
  });
});

describe('a device is described in words people use', () => {
  test.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      'Chrome',
      'Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0',
      'Firefox',
      'Windows',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0', 'Edge', 'Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.0.0 Safari/537.36', 'Chrome', 'Linux'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1', 'Safari', 'iPhone'],
    ['Mozilla/5.0 (Linux; Android 16) Chrome/156.0.0.0 Mobile Safari/537.36', 'Chrome', 'Android'],
    ['curl/8.5.0', null, null],
  ])('%s', (userAgent, browser, system) => {
    expect(describeUserAgent(userAgent)).toEqual({ browser, system });
  });
});
