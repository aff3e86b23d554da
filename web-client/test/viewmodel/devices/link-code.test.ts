import { describe, expect, test } from 'vitest';
import {
  LINK_CODE_LETTERS,
  codeLetters,
  groupedCode,
  judgeCode,
} from '../../../src/viewmodel/devices/link-code.ts';
import { CODE } from '../../ui/double/devices.ts';

describe('[D-1] the code, while it is typed', () => {
  test('is grouped in fours, as the other browser shows it', () => {
    expect(groupedCode('')).toBe('');
    expect(groupedCode('7kqm')).toBe('7KQM');
    expect(groupedCode('7kqm3')).toBe('7KQM-3');
    expect(groupedCode(CODE)).toBe(CODE);
  });

  test('is read in any case, with any white space and dashes, and with letters that look like digits', () => {
    expect(codeLetters(' 7kqm 3zx9\n0—O o1-I il L')).toBe('7KQM3ZX900011111');
  });

  test.each([
    ['', 'unfinished'],
    [CODE.slice(0, -1), 'unfinished'],
    [CODE, 'whole'],
    [CODE.toLowerCase().replaceAll('-', ' '), 'whole'],
    [`${CODE}7`, 'too-long'],
    [`${CODE.slice(0, -1)}U`, 'foreign-letter'],
    ['https://example.org/', 'foreign-letter'],
    ['ÄÖ', 'foreign-letter'],
  ])('%j is %s', (text, state) => {
    expect(judgeCode(text)).toBe(state);
  });

  test('has as many letters as the story’s', () => {
    expect(codeLetters(CODE)).toHaveLength(LINK_CODE_LETTERS);
  });
});
