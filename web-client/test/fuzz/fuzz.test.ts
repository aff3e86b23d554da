import { describe, expect, it } from 'vitest';
import { keep, readCorpus, remember } from './corpus.ts';
import { fuzz, type Budget } from './fuzz.ts';
import { allTargets } from './targets/index.ts';

/** `./tacet verify fuzz` gives the seconds for each target, and another seed each time. */
const seconds = Number(process.env['TACET_FUZZ_SECONDS'] ?? 0);
/** A change is judged by what it changes: the same inputs every time. */
const SHORT: Budget = { executions: 1_000, milliseconds: 1_500, seed: 1 };

function budgetFor(target: string): Budget {
  if (seconds === 0) return SHORT;
  const begins = (batch: readonly Uint8Array[]) => remember(target, batch);
  const seed = Date.now() % 2 ** 32;
  return { executions: Number.MAX_SAFE_INTEGER, milliseconds: seconds * 1000, seed, begins };
}

const targets = await allTargets();

describe('Whatever bytes come,', () => {
  it('every decoder has a name of its own', () => {
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
    expect(targets.length).toBeGreaterThan(15);
  });

  it.each(targets)(
    '$name is decoded or refused with a typed error, has one encoding, and takes bounded time',
    { timeout: seconds * 1000 + 60_000 },
    async (target) => {
      const budget = budgetFor(target.name);
      const { executions, telling, finding } = await fuzz(
        target,
        [...target.seeds, ...readCorpus(target.name)],
        budget,
      );
      if (finding) {
        const file = keep(target.name, 'finding', finding.input);
        throw new Error(`${file} (seed ${budget.seed})`, { cause: finding.cause });
      }
      if (seconds > 0) {
        for (const input of telling) keep(target.name, 'telling', input);
        process.stdout.write(`${target.name}: ${executions} inputs, ${telling.length} reached new code\n`);
      }
    },
  );
});
