import { expect, test } from 'vitest';
import { unsentIn, wayBack } from '../../src/viewmodel/account/way-back.ts';
import { bob, carol, conversation, erin, message, zoe } from '../ui/double/cast.ts';

test('what leads back into an account: a phrase, another browser, and nothing only where that is known', () => {
  expect(wayBack('set', null)).toBe('phrase');
  expect(wayBack('set', 0)).toBe('phrase');
  expect(wayBack('set', 1)).toBe('both');
  expect(wayBack('missing', 1)).toBe('browser');
  expect(wayBack('unknown', 2)).toBe('browser');
  expect(wayBack('missing', 0)).toBe('none');
  expect(wayBack('missing', null)).toBe('unknown');
  expect(wayBack('unknown', 0)).toBe('unknown');
});

test('what was written and nobody has: a draft, what waits, what was refused', () => {
  const views = [
    conversation(bob, { draft: 'Dear' }),
    conversation(carol, { lastMessage: message(carol, 0, { mine: true, state: 'sending' }) }),
    conversation(erin, { lastMessage: message(erin, 0, { mine: true, state: 'failed' }) }),
    conversation(zoe, { lastMessage: message(zoe, 0, { mine: true, state: 'sent' }) }),
  ];
  expect(unsentIn(views)).toEqual(views.slice(0, 3));
});
