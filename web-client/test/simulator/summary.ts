/** `node web-client/test/simulator/summary.ts <book>…`: what a book of runs says, as Markdown. */
import { readFileSync } from 'node:fs';

interface Run {
  readonly seed: string;
  readonly shape: string;
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const lines = process.argv.slice(2).flatMap((book) => readFileSync(book, 'utf8').trim().split('\n'));
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `simulator.test.ts`
const runs = lines.map((line) => JSON.parse(line) as Run);

const total = new Map<string, number>();
for (const { counts, shape } of runs) {
  total.set(`worlds: ${shape}`, (total.get(`worlds: ${shape}`) ?? 0) + 1);
  for (const [what, count] of Object.entries(counts)) total.set(what, (total.get(what) ?? 0) + count);
}
const failed = runs.filter(({ violations }) => violations.length > 0);

const rows: readonly (readonly [string, number])[] = [
  ...[...total].toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ['runs with violations', failed.length],
];
const width = Math.max(...rows.map(([what]) => what.length));
process.stdout.write(
  [
    `| ${'what'.padEnd(width)} |  in all |`,
    `| ${'-'.repeat(width)} | ------: |`,
    ...rows.map(([what, count]) => `| ${what.padEnd(width)} | ${String(count).padStart(7)} |`),
    '',
    ...failed.map(({ seed, violations }) => `- TACET_SEED=${seed}: ${violations.join('; ')}`),
    '',
  ].join('\n'),
);
