import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const STYLES = join(import.meta.dirname, '../../src/ui/styles');
const sheets = readdirSync(STYLES).filter((file) => file.endsWith('.css'));
const read = (sheet: string): string => readFileSync(join(STYLES, sheet), 'utf8');
const tokens = read('tokens.css');

/** The custom properties of the rule that begins with `selector`. */
function values(selector: string): Map<string, string> {
  const start = tokens.indexOf(`${selector} {`);
  expect(start).toBeGreaterThanOrEqual(0);
  const body = tokens.slice(start, tokens.indexOf('}', start));
  return new Map(
    [...body.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const both = values(':root');
/** One side of each `light-dark(…, …)`. */
const side = (at: 1 | 2): Map<string, string> =>
  new Map(
    [...both].map(([name, value]) => [name, /^light-dark\((\S+), (\S+)\)$/.exec(value)?.[at] ?? value]),
  );
const [light, dark] = [side(1), side(2)];

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: Map<string, string>, ink: string, ground: string): number {
  const [a = 0, b = 0] = [ink, ground]
    .map((name) => luminance(theme.get(name) ?? name))
    .toSorted((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

const PAIRS: readonly (readonly [ink: string, ground: string])[] = [
  ...['--paper', '--surface', '--surface-raised', '--surface-sunk', '--accent-soft'].flatMap(
    (ground) =>
      [
        ['--ink', ground],
        ['--ink-soft', ground],
      ] as const,
  ),
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-strong'],
  ['--accent-ink', '--surface'],
  ['--accent-ink', '--accent-soft'],
  ['--mine-ink', '--mine'],
  ['--mine-soft', '--mine'],
  ['--mine-read', '--mine'],
  ['--mine-link', '--mine'],
  ['--theirs-ink', '--theirs'],
  ['--good', '--surface'],
  ['--warn', '--surface'],
  ['--bad', '--surface'],
  ['--bad', '--bad-soft'],
  ['--ink', '--bad-soft'],
  ['#ffffff', '--bad-solid'],
  ...Array.from({ length: 8 }, (_, hue) => ['#ffffff', `--hue-${hue}`] as const),
  ...Array.from({ length: 8 }, (_, hue) => [`--name-${hue}`, '--theirs'] as const),
  ...Array.from({ length: 8 }, (_, hue) => [`--name-${hue}`, '--paper'] as const), // beside large emoji
];

describe('the design tokens', () => {
  test.each(PAIRS)('%s on %s can be read in both themes', (ink, ground) => {
    expect(contrast(light, ink, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(dark, ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test('have two sides, and a choice decides between them as the system does', () => {
    expect([...both.keys()].filter((name) => light.get(name) !== dark.get(name)).length).toBeGreaterThan(20);
    const schemes = [...tokens.matchAll(/(:root\S*) \{\s*color-scheme: ([a-z ]+);/g)].map(
      ([, root, scheme]) => [root, scheme],
    );
    expect(schemes).toEqual([
      [':root', 'light dark'],
      [":root[data-theme='light']", 'light'],
      [":root[data-theme='dark']", 'dark'],
    ]);
  });

  test('are all used, and all that is used exists', () => {
    const all = sheets.map(read).join('\n');
    const used = new Set([...all.matchAll(/var\((--[a-z0-9-]+)/g)].map((match) => match[1]));
    expect([...used].filter((name) => !light.has(name ?? ''))).toEqual([]);
    expect([...light.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('every style sheet', () => {
  test.each(sheets)('%s runs right to left as well as left to right', (sheet) => {
    const physical = /(?:^|[\s;{])(?:margin|padding|border|inset)?-?(?:left|right|top|bottom)\s*:/m;
    expect(read(sheet)).not.toMatch(physical);
    expect(read(sheet)).not.toMatch(/(?:text-align|float):\s*(?:left|right)/);
  });
});
