import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bigEmoji, parseText } from '../../src/viewmodel/conversation/rich-text.ts';

const links = (body: string): string[] =>
  parseText(body).flatMap((part) => (part.kind === 'link' ? [part.href] : []));

describe('links in a message', () => {
  test.each([
    ['see https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(https://example.org/x)', 'https://example.org/x'],
    ['https://en.example.org/Tacet_(music)', 'https://en.example.org/Tacet_(music)'],
    ['HTTP://EXAMPLE.ORG!', 'HTTP://EXAMPLE.ORG'],
    ['"https://example.org/"', 'https://example.org/'],
  ])('%s', (body, href) => {
    expect(links(body)).toEqual([href]);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,hello',
    'ftp://example.org',
    'https://',
    'https://?',
    'https://bank.example@evil.example/',
    'xhttps://example.org',
  ])('%s is text', (body) => {
    expect(links(body)).toEqual([]);
  });

  test('a direction-changing character ends the address', () => {
    expect(links('https://example.org/\u202Egpj.exe')).toEqual(['https://example.org/']);
  });

  test('nothing is lost or changed by taking a text apart', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constant('https://a.b/)).'))), (pieces) => {
        const body = pieces.join(' ');
        expect(
          parseText(body)
            .map(({ text }) => text)
            .join(''),
        ).toBe(body);
      }),
      { numRuns: 50 },
    );
  });

  test('a hostile text is parsed in linear time', () => {
    const started = performance.now();
    parseText(`https://a${')'.repeat(20_000)}`);
    parseText('https://'.repeat(8_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('big emoji', () => {
  test.each([
    ['👍', 1],
    ['😄🎻', 2],
    ['👩‍👩‍👧‍👦 🇦🇹', 2],
    ['👍🏽', 1],
    ['ok 👍', 0],
    ['1', 0],
    ['', 0],
    ['🎶🎶🎶🎶🎶🎶🎶', 0],
  ])('%s: %i', (body, count) => {
    expect(bigEmoji(body)).toBe(count);
  });

  test.each([`${'👍🏽'.repeat(50)}x`, `x${'👍🏽'.repeat(50)}`, '👏🏽'.repeat(40), '👩‍👩‍👧‍👦'.repeat(18)])(
    'a hostile text is looked at in no time: %#',
    (body) => {
      const started = performance.now();
      expect(bigEmoji(body)).toBe(0);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );
});
