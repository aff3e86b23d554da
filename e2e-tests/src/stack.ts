import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { eventually } from './waiting.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** How the services run: all in one process, or each in its own. */
export type Shape = 'standalone' | 'processes';

/** Where one is that somebody else started, and how many people it has already. */
export interface Whereabouts {
  readonly port: number;
  readonly data: string;
  readonly logFile: string;
  readonly people: number;
}

/** A running Tacet with a data folder of its own. It can be killed, started again and stopped. */
export class Stack {
  readonly port: number;
  readonly data: string;
  readonly logFile: string;
  private readonly shape: Shape;
  private readonly settings: Record<string, string>;
  private process: ChildProcess | undefined;
  private log: WriteStream | undefined;
  private people = 0;
  private ofOthers = false;

  private constructor(
    port: number,
    data: string,
    logFile: string,
    shape: Shape,
    settings: Record<string, string>,
  ) {
    this.port = port;
    this.data = data;
    this.logFile = logFile;
    this.shape = shape;
    this.settings = settings;
  }

  static async start(shape: Shape = 'standalone', settings: Record<string, string> = {}): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), 'tacet-stack-'));
    const stack = new Stack(await freePort(), join(folder, 'data'), join(folder, 'log'), shape, settings);
    await stack.boot();
    return stack;
  }

  /** One more on a folder that another one had, with the port that its browsers know it by. */
  static async again(folder: string, port: number, settings: Record<string, string> = {}): Promise<Stack> {
    const stack = new Stack(port, join(folder, 'data'), join(folder, 'log'), 'standalone', settings);
    await stack.boot();
    return stack;
  }

  /** One that others use, too: only who started it can end it. */
  static ofOthers({ port, data, logFile, people }: Whereabouts): Stack {
    const stack = new Stack(port, data, logFile, 'standalone', {});
    stack.people = people;
    stack.ofOthers = true;
    return stack;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Process id of the server (of its launcher when there are several). */
  get pid(): number {
    const pid = this.process?.pid;
    if (pid === undefined) throw new Error('Tacet is not running');
    return pid;
  }

  /** A loopback address for one more person. */
  nextAddress(): string {
    this.people += 1;
    return `127.0.0.${this.people + 1}`;
  }

  nextNumber(): number {
    return this.people;
  }

  async boot(): Promise<void> {
    this.log = createWriteStream(this.logFile, { flags: 'a' });
    const running = spawn(join(ROOT, 'standalone/bin', this.shape), {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        JAVA_HOME: process.env['JAVA_HOME'],
        TACET_PORT: String(this.port),
        TACET_DATA: this.data,
        TACET_PUBLIC_URL: this.url,
        ...this.settings,
      },
    });
    running.stdout.pipe(this.log, { end: false });
    running.stderr.pipe(this.log, { end: false });
    this.process = running;
    await eventually(
      'Tacet is ready',
      async () => {
        if (running.exitCode !== null) throw new Error(`Tacet ended: ${await this.logged()}`);
        const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
        return answer?.ok === true ? true : undefined;
      },
      180_000,
    );
  }

  /** kill -9 for every process of it, Redis included. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    await this.end('SIGINT');
  }

  /** Ends it and forgets all; one that others use goes on. */
  async dispose(): Promise<void> {
    if (this.ofOthers) return;
    await this.stop();
    await rm(resolve(this.data, '..'), { recursive: true, force: true });
  }

  /** What `./tacet admin` says to whoever runs this. */
  async administrator(...args: string[]): Promise<string> {
    const env = { PATH: process.env['PATH'], JAVA_HOME: process.env['JAVA_HOME'], TACET_DATA: this.data };
    const { stdout } = await promisify(execFile)(join(ROOT, 'tacet'), ['admin', ...args], { env });
    return stdout;
  }

  logged(): Promise<string> {
    return readFile(this.logFile, 'utf8');
  }

  private async end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (this.ofOthers) throw new Error('others use this Tacet, too');
    const running = this.process;
    this.process = undefined;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const gone = new Promise<void>((done) => running.once('exit', () => done()));
    if (signal === 'SIGKILL') {
      const redis = await readFile(join(this.data, 'redis/redis.pid'), 'utf8').catch(() => undefined);
      process.kill(-running.pid, 'SIGKILL');
      if (redis !== undefined) process.kill(Number(redis), 'SIGKILL');
    } else {
      process.kill(running.pid, 'SIGINT');
    }
    await gone;
    this.log?.end();
  }
}
