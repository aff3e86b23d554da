import { afterAll, describe, expect, test } from 'vitest';
import { SEED } from '../src/faults/chance.ts';
import { LONG, SHORT, type Ordeal } from '../src/faults/ordeals.ts';
import { keep, page, table, type Row } from '../src/faults/report.ts';

const isLong = process.env['TACET_FAULTS'] === 'long';
/** Where the long form leaves its table. */
const RESULT = process.env['TACET_FAULTS_RESULT'];
const ALLOWED_MS = isLong ? 3_600_000 : 300_000;

describe(`When servers and networks fail (seed ${SEED}), what was accepted arrives, once and in order`, () => {
  const rows: Row[] = [];

  test.each(isLong ? LONG : SHORT)('$name', { timeout: ALLOWED_MS }, async ({ suffer }: Ordeal) => {
    const row = await suffer();
    rows.push(row);
    process.stdout.write(`${table([row])}\n`);
    expect(row.broken.slice(0, 20)).toEqual([]);
  });

  afterAll(() => {
    if (RESULT !== undefined && rows.length > 0) keep(RESULT, page(rows, SEED));
  });
});
