/**
 * What the protocol costs: handshake, messages, a post-quantum step, in Node and in Chromium, with the platform's
 * ML-KEM and with noble's. Prints Markdown tables: medians with p10 and p95 in microseconds, bytes of the message to one device.
 * Nothing here asserts: it tells.
 */
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import type { Measured } from './work.ts';

const KEMS = ['native', 'noble'] as const;
type Kem = (typeof KEMS)[number];
/** The two take turns, so that whatever else the machine does meets both. */
const ROUNDS = 5;

async function inTurns(measure: (kem: Kem) => Promise<Measured>): Promise<readonly Measured[]> {
  const all = KEMS.map((kem): { kem: Kem; rounds: Measured[] } => ({ kem, rounds: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { kem, rounds } of all) rounds.push(await measure(kem));
  }
  return all.map(({ rounds }) => merged(rounds));
}

function merged(rounds: readonly Measured[]): Measured {
  return Object.fromEntries(
    Object.entries(rounds[0] ?? {}).map(([name, { bytes }]) => [
      name,
      { times: rounds.flatMap((round) => round[name]?.times ?? []), bytes },
    ]),
  );
}

/** What is measured, as one script: Node and the page run the same bytes. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2024',
      lib: { entry: new URL('work.ts', import.meta.url).pathname, formats: ['es'], fileName: 'work' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const [script] = outputs.filter((each) => each.type === 'chunk');
  if (script === undefined) throw new Error('expected one script');
  return script.code;
}

async function inNode(script: string): Promise<readonly Measured[]> {
  const url = `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bundle of that file
  const work = (await import(url)) as typeof import('./work.ts');
  return inTurns((kem) => work.measure(kem));
}

async function inChromium(script: string): Promise<{ version: string; measured: readonly Measured[] }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/work.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    // An isolated page has a clock of 5 µs instead of 100.
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.end(isScript ? script : '<!doctype html><title>work</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const browser = await chromium.launch({
    executablePath: process.env['TACET_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${typeof address === 'object' ? address?.port : ''}`);
    const measured = await inTurns((kem) =>
      page.evaluate<Measured>(`import('/work.js').then((script) => script.measure(${JSON.stringify(kem)}))`),
    );
    return { version: browser.version(), measured };
  } finally {
    await browser.close();
    server.close();
  }
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const micros = (ms: number): string => Math.round(ms * 1_000).toLocaleString('en');

/** Of the tenth percentiles, which the machine's other work disturbs least. */
function sum(measured: Measured, prefix: string): number {
  return Object.entries(measured)
    .filter(([name]) => name.startsWith(prefix))
    .reduce((total, [, { times }]) => total + quantile(times, 0.1), 0);
}

function table(columns: readonly Measured[]): string {
  const names = Object.keys(columns[0] ?? {});
  const rows = names.map((name) => {
    const cells = columns.map((column) => {
      const times = column[name]?.times ?? [];
      return `${micros(quantile(times, 0.5))} (${micros(quantile(times, 0.1))} … ${micros(quantile(times, 0.95))})`;
    });
    const bytes = columns[0]?.[name]?.bytes;
    return `| ${[name, ...cells, bytes ? bytes.toLocaleString('en') : ''].join(' | ')} |`;
  });
  // A step's three messages would have begun chains without it too.
  const extra = columns.map((column) =>
    micros(sum(column, 'step, ') - 3 * sum(column, 'message that begins')),
  );
  return [
    '| median µs (p10 … p95) | platform ML-KEM | noble ML-KEM | bytes to the device |',
    '|---|---|---|---|',
    ...rows,
    `| p10 of a whole step beyond three plain turns, both sides together | ${extra.join(' | ')} | 2,272 |`,
  ].join('\n');
}

process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}\n\n`,
);
const script = await bundle();
process.stdout.write(`Node ${process.versions.node}\n\n${table(await inNode(script))}\n\n`);
const browser = await inChromium(script);
process.stdout.write(`Chromium ${browser.version}\n\n${table(browser.measured)}\n`);
