import { execFile, execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { RedisServer, Service, Variables } from './servers.ts';

const SHIM = resolve(import.meta.dirname, 'clock-shim.c');
const STRICT = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
const ON_TIME = new Uint8Array(BigInt64Array.BYTES_PER_ELEMENT);
/** What asking takes on a machine that is busy. */
const NEAR_MS = 60_000;

const run = promisify(execFile);

/** Clocks on walls, each of which can be set while processes go by it. Needs a C compiler. */
export class Clocks {
  private readonly folder: string;
  private readonly shim: string;

  constructor(folder: string) {
    this.folder = folder;
    this.shim = join(folder, 'clock-shim.so');
    execFileSync('cc', [...STRICT, '-shared', '-fPIC', '-o', this.shim, SHIM], { stdio: 'inherit' });
  }

  /** One more clock, which is on time. */
  hang(name: string): WallClock {
    return new WallClock(this.shim, join(this.folder, `${name}.clock`));
  }
}

/** One of them. */
export class WallClock {
  /** What a process is told that is to go by this clock. */
  readonly variables: Variables;
  private readonly file: string;
  private now = 0;

  constructor(shim: string, file: string) {
    this.file = file;
    writeFileSync(file, ON_TIME);
    this.variables = { LD_PRELOAD: shim, TACET_CLOCK: file };
  }

  get aheadMs(): number {
    return this.now;
  }

  /** From now on it is ahead by so much, or behind if that is less than nothing. */
  set(aheadMs: number): void {
    // In place: who goes by it has mapped this very file.
    const file = openSync(this.file, 'r+');
    writeSync(file, new Uint8Array(BigInt64Array.of(BigInt(aheadMs)).buffer), 0, ON_TIME.length, 0);
    closeSync(file);
    this.now = aheadMs;
  }

  /** A story about clocks that do not count would say nothing: a Redis is asked for its time. */
  async isThatOf(redis: RedisServer): Promise<void> {
    const [time] = await redis.ask([['TIME']]);
    if (!Array.isArray(time)) throw new Error('Redis knows no time');
    this.requireNear('Redis', Number(time[0]) * 1_000);
  }

  /** Likewise a JVM. */
  async isThatOfService({ process: { id } }: Service): Promise<void> {
    const { JAVA_HOME = '', PATH = '' } = process.env;
    const { stdout } = await run(join(JAVA_HOME, 'bin/jcmd'), [String(id), 'VM.uptime', '-date'], {
      env: { PATH },
    });
    const said = /^(\d{4}-\S+?)([+-]\d\d)(\d\d): /m.exec(stdout);
    if (said === null) throw new Error(`the JVM said ${stdout}`);
    this.requireNear('a service', Date.parse(`${said[1]}${said[2]}:${said[3]}`));
  }

  private requireNear(whose: string, ms: number): void {
    const apart = ms - Date.now() - this.now;
    if (!(Math.abs(apart) < NEAR_MS)) throw new Error(`the clock of ${whose} is wrong by ${apart} ms`);
  }
}
