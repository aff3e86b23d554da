import { appendFileSync, existsSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { scriptOf, type Script } from './script.ts';
import { shrunk, told } from './shrink.ts';
import { play } from './simulation.ts';

/** How many seeds (`./tacet verify` plays ten thousand), and the first of them; TACET_SEED plays one. */
const RUNS = Number(process.env['TACET_RUNS'] ?? 40);
const FIRST = Number(process.env['TACET_FIRST'] ?? 0);
const ONE = process.env['TACET_SEED'];
/** Which part of them, of how many: for several processes at once. */
const PART = Number(process.env['TACET_PART'] ?? 0);
const PARTS = Number(process.env['TACET_PARTS'] ?? 1);
/** A file that knows the runs that were played before, one a line: those that went well are not played again. */
const BOOK = process.env['TACET_SIMULATOR_BOOK'];
const AT_ONCE = 10;
const LONGEST_MS = 600_000;

const lines = BOOK && existsSync(BOOK) ? readFileSync(BOOK, 'utf8').split('\n') : [];
const played = new Set(
  lines.filter((line) => line.includes('"violations":[]')).map((line) => /"seed":"([^"]+)"/.exec(line)?.[1]),
);
const seeds = ONE ? [ONE] : Array.from({ length: RUNS }, (_, at) => String(FIRST + at));
const left = seeds.filter((seed, at) => at % PARTS === PART && !played.has(seed));
const blocks = Array.from({ length: Math.ceil(left.length / AT_ONCE) }, (_, at) =>
  left.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);

async function plays(script: Script): Promise<readonly string[]> {
  const { violations, counts } = await play(script);
  if (BOOK)
    appendFileSync(
      BOOK,
      `${JSON.stringify({ seed: script.seed, shape: script.shape, violations, counts })}\n`,
    );
  return violations;
}

it.each(blocks.map((block) => [block[0], block.at(-1), block] as const))(
  '[C-10] [R-1] [D-8] [D-10] [I-13] shows everything once, in order, to those it is for and to nobody else: seeds %s to %s',
  async (_first, _last, block) => {
    for (const seed of block) {
      const script = scriptOf(seed);
      const violations = await plays(script);
      if (violations.length === 0) continue;
      const shorter = await shrunk(script, async (each) => (await play(each)).violations.length > 0);
      expect.soft(violations, told(shorter)).toEqual([]);
    }
  },
  LONGEST_MS,
);

/** Bob is offline while Alice links a third browser, writes there, and signs it out from the first. */
const FAREWELL: Script = {
  seed: 'farewell',
  shape: 'pairs',
  happenings: [
    { after: 10, what: 'network', who: 1, up: false },
    { after: 10, what: 'network', who: 3, up: false },
    { after: 1_000, what: 'links', who: 2 },
    { after: 60_000, what: 'writes', who: 4, where: 0 },
    { after: 5_000, what: 'signs out', who: 0, whom: 1 },
    { after: 5_000, what: 'looks', who: 0 },
  ],
};

it(
  '[I-13] shows what was written on a browser that was signed out since',
  { timeout: LONGEST_MS },
  async () => {
    const { violations, counts } = await play(FAREWELL);
    expect(counts).toMatchObject({ linked: 1, 'signOutDevice: ok': 1 });
    expect(violations).toEqual([]);
  },
);

it('plays the same seed the same way', { timeout: LONGEST_MS }, async () => {
  const [one, other] = [await play(scriptOf('again')), await play(scriptOf('again'))];
  expect(other).toEqual(one);
});
