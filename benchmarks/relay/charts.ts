// Makes tables and charts from what "./tacet bench relay" wrote: node benchmarks/relay/charts.ts [date]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const RESULTS = 'benchmarks/relay/target/results';
const CHARTS = 'docs/charts';

/** One measurement, as Report.java writes it: numbers and words by name. */
type Row = Record<string, string | number>;

/** One line of a file, of which only numbers and words are kept. */
function parsedRow(line: string): Row {
  const parsed: unknown = JSON.parse(line);
  return Object.fromEntries(
    Object.entries(parsed ?? {}).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'number' || typeof entry[1] === 'string',
    ),
  );
}

const rows: Row[] = (existsSync(RESULTS) ? readdirSync(RESULTS) : [])
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(`${RESULTS}/${name}`, 'utf8').trim().split('\n'))
  .filter((line) => line !== '')
  .map(parsedRow);

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Rounds of the same become one row of medians. */
function medians(workload: (name: string) => boolean, by: string[]): Row[] {
  const groups = Map.groupBy(
    rows.filter((row) => workload(String(row['workload']))),
    (row) => by.map((name) => row[name]).join('|'),
  );
  return [...groups.values()].map((group) => {
    const first = group[0] ?? {};
    return Object.fromEntries(
      Object.keys(first).map((name) => {
        const values = group.map((row) => row[name]).filter((value) => typeof value === 'number');
        return [name, values.length > 0 ? median(values) : (first[name] ?? '')];
      }),
    );
  });
}

function number(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

function table(list: Row[], columns: [string, string][]): string {
  const head = `| ${columns.map(([, title]) => title).join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`;
  return head + list.map((row) => `| ${columns.map(([name]) => number(row[name])).join(' | ')} |\n`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Bars from left to right, one a row; readable on light and dark pages. */
function chart(file: string, title: string, list: Row[], label: (row: Row) => string, value: string): void {
  if (list.length === 0) return;
  const height = 22;
  const most = Math.max(...list.map((row) => Number(row[value])));
  const bars = list.map((row, index) => {
    const y = 34 + index * height;
    const width = Math.max(1, (Number(row[value]) / most) * 330);
    const fill = String(row['target']).startsWith('relay') ? '#4c6ef5' : '#868e96';
    return (
      `<text x="262" y="${y + 13}" text-anchor="end">${escaped(label(row))}</text>` +
      `<rect x="270" y="${y}" width="${width.toFixed(0)}" height="16" rx="2" fill="${fill}"/>` +
      `<text x="${(276 + width).toFixed(0)}" y="${y + 13}">${number(row[value])}</text>`
    );
  });
  mkdirSync(CHARTS, { recursive: true });
  writeFileSync(
    `${CHARTS}/${file}.svg`,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 ${40 + list.length * height}" role="img" aria-label="${escaped(title)}">` +
      `<style>text{font:12px system-ui,sans-serif;fill:#495057}@media(prefers-color-scheme:dark){text{fill:#ced4da}}</style>` +
      `<text x="8" y="18" font-weight="600">${escaped(title)}</text>${bars.join('')}</svg>\n`,
  );
}

const closed = medians((name) => name.startsWith('online'), ['workload', 'policy', 'target']);
const rate = medians((name) => name.endsWith('a second'), ['workload', 'policy', 'target']);
const idle = medians((name) => name === 'idle', ['target', 'connections']);
const offline = medians((name) => name === 'offline', ['policy', 'target']);
const killed = rows.filter((row) => row['workload'] === 'kill -9');
const scale = medians((name) => name === 'scale', ['what']);

const latency: [string, string][] = [
  ['p50.0', 'p50 ms'],
  ['p95.0', 'p95 ms'],
  ['p99.0', 'p99 ms'],
];
const who: [string, string][] = [
  ['workload', 'workload'],
  ['policy', 'appendfsync'],
  ['target', 'server'],
];

for (const policy of ['always', 'everysec']) {
  const list = closed.filter((row) => row['policy'] === policy && row['workload'] === 'online, window 8');
  chart(
    `online-${policy}`,
    `Messages for one second of CPU, ${policy}`,
    list,
    (row) => String(row['target']),
    'perCpuSecond',
  );
}
chart('rate', '500 messages a second: p99, ms', rate, (row) => `${row['target']}, ${row['policy']}`, 'p99.0');
chart(
  'idle',
  'KiB for an idle connection',
  idle,
  (row) => `${row['target']} (${row['connections']})`,
  'kibEach',
);
chart(
  'drain',
  'Messages a second, drained',
  offline,
  (row) => `${row['target']} ${row['policy']}`,
  'drainPerSecond',
);

const date = process.argv[2] ?? new Date().toISOString().slice(0, 10);
const packages = ['redis-server', 'ejabberd', 'mosquitto'];
const versions = spawnSync('dpkg-query', [
  '-W',
  '-f',
  '${Package} ${Version}; ',
  ...packages,
]).stdout.toString();

/** A part of the page; nothing if it was not measured. */
function section(title: string, list: Row[], columns: [string, string][]): string[] {
  return list.length === 0 ? [] : [`## ${title}\n\n${table(list, columns)}`];
}

const sections = [
  `# Relay, ${date}\n\n${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB; servers on one core, clients on the other. ${versions}JVMs with the serial collector. Medians. Repeat with \`./tacet bench relay\`.\n`,
  ...section('Online', closed, [
    ...who,
    ['perCpuSecond', 'messages for 1 s of CPU'],
    ['perSecond', 'messages/s'],
    ...latency,
  ]),
  ...section('Fixed rate', rate, [...who, ...latency, ['cpuSeconds', 'CPU s in the interval']]),
  ...section('Idle', idle, [
    ['target', 'server'],
    ['connections', 'connections'],
    ['kibEach', 'KiB each'],
    ['connectsPerSecond', 'connects/s'],
    ['cpuShare', 'CPU while idle, cores'],
  ]),
  ...section('Offline', offline, [
    ['policy', 'appendfsync'],
    ['target', 'server'],
    ['durability', 'a confirmed message is'],
    ['storePerSecond', 'stored/s'],
    ['storePerCpuSecond', 'stored for 1 s of CPU'],
    ['drainPerSecond', 'drained/s'],
    ['bytesPerMessage', 'bytes of Redis for 1 KB'],
  ]),
  ...section('kill -9 between storing and draining', killed, [
    ['policy', 'appendfsync'],
    ['target', 'server'],
    ['confirmed', 'confirmed'],
    ['lost', 'lost'],
  ]),
  ...section('Scale', scale, [
    ['what', 'what'],
    ['perCpuSecond', 'messages for 1 s of CPU'],
    ['perSecond', 'messages/s'],
  ]),
];
writeFileSync(`benchmarks/results/${date}-relay.md`, sections.join('\n'));
