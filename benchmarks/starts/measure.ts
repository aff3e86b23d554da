/**
 * How long Tacet and each of its services take from being started until they say that they are ready, with what the JVM
 * remembers of a start (its AOT cache) and without, and how much memory each has then. The processor time until then says
 * what the time by the clock does not on a machine that others keep busy. Prints one Markdown table, line by line.
 *
 *     node benchmarks/starts/measure.ts [rounds] [auth|social|relay|gateway|all]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisServer } from '../../e2e-tests/src/faults/servers.ts';
import { freePort } from '../../e2e-tests/src/free-port.ts';
import { processorMs, residentBytes } from '../usage.ts';

const [ROUNDS, ONLY] = [Number(process.argv[2] ?? 5), process.argv[3]];
const BUILT = resolve(import.meta.dirname, '../../standalone/target');
const CACHE = join(BUILT, 'tacet.aot');
const READY_WITHIN_MS = 120_000;
/** The first compiler alone. */
const QUICK = ['-XX:TieredStopAtLevel=1'];
/** Short beside a start. */
const LOOK_EVERY_MS = 10;

interface Program {
  readonly name: string;
  readonly main: string;
  readonly port: number;
  /** Whether it stays for those that are started after it. */
  readonly stays: boolean;
  /** What bin/standalone and the images add to what all have. */
  readonly options?: readonly string[];
}

interface Start {
  readonly ms: number;
  readonly cpuMs: number;
  readonly bytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tacet-starts-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
const redis = await RedisServer.start(join(folder, 'redis'));
const running = new Set<ChildProcess>();
try {
  if (!existsSync(CACHE)) throw new Error('nothing is prepared: run ./tacet up once');
  write(
    `${ROUNDS} starts each, in turn with and without, on ${cpus().length} cores. Median (least to most).`,
    '',
    '| | ready after, prepared | without | processor time until then, prepared | without | memory then, prepared | without | load |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  await measure();
} finally {
  for (const child of running) child.kill('SIGKILL');
  await redis.dispose();
  rmSync(folder, { recursive: true, force: true });
}

function write(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function measure(): Promise<void> {
  const [auth, social, relay, gateway] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const env = {
    TACET_BIND: '127.0.0.1',
    TACET_DATA: join(folder, 'data'),
    TACET_PUBLIC_URL: 'http://localhost',
    TACET_WEB_ROOT: folder,
    TACET_REDIS_URL: redis.url,
    TACET_AUTH_DATABASE_URL: `r2dbc:sqlite://${folder}/auth.db`,
    TACET_SOCIAL_DATABASE_URL: `r2dbc:sqlite://${folder}/social.db`,
    TACET_AUTH_URL: `http://127.0.0.1:${auth}`,
    TACET_AUTH_JWKS_URL: `http://127.0.0.1:${auth}/api/v1/auth/jwks.json`,
    TACET_SOCIAL_URL: `http://127.0.0.1:${social}`,
    TACET_RELAY_URL: `http://127.0.0.1:${relay}`,
    TACET_AUTH_PORT: String(auth),
    TACET_SOCIAL_PORT: String(social),
    TACET_RELAY_PORT: String(relay),
    TACET_PORT: String(gateway),
  };
  const programs: readonly Program[] = [
    { name: 'auth', main: 'chat.tacet.auth.AuthServiceApplication', port: auth, stays: true, options: QUICK },
    {
      name: 'social',
      main: 'chat.tacet.social.SocialServiceApplication',
      port: social,
      stays: true,
      options: QUICK,
    },
    { name: 'relay', main: 'chat.tacet.relay.RelayServiceApplication', port: relay, stays: true },
    { name: 'gateway', main: 'chat.tacet.gateway.GatewayApplication', port: gateway, stays: false },
  ];
  for (const program of programs) {
    if (isWanted(program.name)) write(line(program.name, await rounds(program, env)));
    if (program.stays) await start(program, env, true, false);
  }
  for (const child of running) child.kill('SIGKILL');
  if (!isWanted('all')) return;
  // All of it in one process, with a Redis of its own and data that is there already.
  const whole = {
    name: 'all in one process',
    main: 'chat.tacet.standalone.Standalone',
    port: gateway,
    stays: false,
    options: QUICK,
  };
  const own = {
    TACET_BIND: '127.0.0.1',
    TACET_DATA: join(folder, 'whole'),
    TACET_PUBLIC_URL: 'http://localhost',
  };
  const wholeEnv = { ...own, TACET_WEB_ROOT: folder, TACET_PORT: String(gateway) };
  await start(whole, wholeEnv, true, true);
  write(line(whole.name, await rounds(whole, wholeEnv)));
}

function isWanted(name: string): boolean {
  return ONLY === undefined || ONLY === name;
}

async function rounds(program: Program, env: Readonly<Record<string, string>>): Promise<readonly Start[][]> {
  const prepared: Start[] = [];
  const plain: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    prepared.push(await start(program, env, true, true));
    plain.push(await start(program, env, false, true));
  }
  return [prepared, plain];
}

async function start(
  { main, port, name, options = [] }: Program,
  env: Readonly<Record<string, string>>,
  isPrepared: boolean,
  ends: boolean,
): Promise<Start> {
  const { JAVA_HOME = '', PATH = '' } = process.env;
  const began = performance.now();
  // As bin/standalone and the images start it.
  const child = spawn(
    join(JAVA_HOME, 'bin/java'),
    [
      ...options,
      '-XX:+UseSerialGC',
      '-Xms48m',
      '-Xmx256m',
      '-Xss512k',
      '-XX:+ExitOnOutOfMemoryError',
      isPrepared ? `-XX:AOTCache=${CACHE}` : '-XX:AOTMode=auto',
      '-Xlog:aot=off',
      '-Xlog:cds=off',
      '--enable-native-access=ALL-UNNAMED',
      '-cp',
      classPath(),
      main,
    ],
    { env: { PATH, ...env }, stdio: 'ignore' },
  );
  running.add(child);
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended by itself`);
    if (performance.now() - began > READY_WITHIN_MS) throw new Error(`${name} does not become ready`);
    await pause(LOOK_EVERY_MS);
  }
  const { pid = 0 } = child;
  const found = { ms: performance.now() - began, cpuMs: processorMs(pid), bytes: residentBytes(pid) };
  if (ends) {
    child.kill('SIGTERM');
    await gone;
    running.delete(child);
  }
  return found;
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return answer?.ok === true;
}

/** The jar whose manifest names all others. */
function classPath(): string {
  const jar = readdirSync(join(BUILT, 'lib')).find((file) => file.startsWith('tacet-standalone-'));
  if (jar === undefined) throw new Error('nothing is built: run ./tacet up once');
  return join(BUILT, 'lib', jar);
}

function line(name: string, [prepared = [], plain = []]: readonly Start[][]): string {
  const both = (of: (start: Start) => number, digits: number, unit: string): readonly string[] =>
    [prepared, plain].map((starts) => spread(starts.map(of), digits, unit));
  const cells = [
    ...both(({ ms }) => ms / 1_000, 2, 's'),
    ...both(({ cpuMs }) => cpuMs / 1_000, 2, 's'),
    ...both(({ bytes }) => bytes / 1_000_000, 0, 'MB'),
    (loadavg()[0] ?? Number.NaN).toFixed(1),
  ];
  return `| ${[name, ...cells].join(' | ')} |`;
}

function spread(values: readonly number[], digits: number, unit: string): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): string => (sorted[place] ?? Number.NaN).toFixed(digits);
  return `${at(Math.floor(sorted.length / 2))} ${unit} (${at(0)}–${at(sorted.length - 1)})`;
}
