import { describe, expect, test } from 'vitest';
import { normaliseUsername, usernameProblem } from '../../src/viewmodel/account/username.ts';

describe('a username', () => {
  test.each(['bob', 'alice.m', 'a-b_c', 'x'.repeat(32), '  Bob ', 'ＡＬＩＣＥ'])(
    '%s may be asked for',
    (name) => {
      expect(usernameProblem(name)).toBeNull();
    },
  );

  test.each([
    ['ab', 'too-short'],
    ['x'.repeat(33), 'too-long'],
    ['zoë', 'characters'],
    ['a b c', 'characters'],
    ['1alice', 'start'],
    ['_alice', 'start'],
    ['alice.', 'end'],
    ['alice-', 'end'],
    ['al..ice', 'separators'],
    ['al_-ice', 'separators'],
  ])('%s cannot: %s', (name, problem) => {
    expect(usernameProblem(name)).toBe(problem);
  });

  test('is compared in lower case and compatibility form', () => {
    expect(normaliseUsername(' Ａlice ')).toBe('alice');
  });
});
