import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { eventually } from '../waiting.ts';

/** Reading gigabytes of a file, or starting a JVM on a loaded machine, takes a while. */
const READY_WITHIN_MS = 300_000;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Whether it serves; asked again and again after a start. */
  readonly ready: () => Promise<boolean>;
}

/** Whatever becomes of this process, none of those that it started outlives it. */
const alive = new Set<ChildProcess>();

/** What else has to end with this process. */
const endings = new Set<() => void>();

/** @returns forgets it again */
export function atTheEnd(ending: () => void): () => void {
  endings.add(ending);
  return () => endings.delete(ending);
}

function endAll(): void {
  for (const child of alive) child.kill('SIGKILL');
  for (const ending of endings) ending();
}

process.on('exit', endAll);
process.once('SIGTERM', () => {
  endAll();
  process.kill(process.pid, 'SIGTERM');
});

/** One server process that faults happen to. Signals go to it by its id alone. */
export class ServerProcess {
  private readonly command: Command;
  private child: ChildProcess | undefined;
  private highestBytes = 0;
  private readonly looking: NodeJS.Timeout;

  constructor(command: Command) {
    this.command = command;
    // The kernel keeps the highest value itself; a look now and then is for what is killed.
    this.looking = setInterval(() => this.lookAtMemory(), 500);
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Of the process that runs. */
  get id(): number {
    const { child } = this;
    if (child?.pid === undefined || !this.running) throw new Error('it does not run');
    return child.pid;
  }

  /** Resident memory, the most that any run of it has had. */
  get highestMemory(): number {
    this.lookAtMemory();
    return this.highestBytes;
  }

  get logged(): string {
    return readFileSync(this.command.logFile, 'utf8');
  }

  async start(): Promise<void> {
    const { program, args, env, logFile, ready } = this.command;
    const log = openSync(logFile, 'a');
    // A session of its own: Ctrl-C is for us, and the scheduler of a shared machine gives it a share of its own.
    const child = spawn(program, args, { env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.child = child;
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    try {
      await eventually(
        `${program} ${args.at(-1) ?? ''} is ready`,
        async () => {
          if (!this.running) throw new Error(`it ended: ${this.logged.slice(-2000)}`);
          return (await ready().catch(() => false)) ? true : undefined;
        },
        READY_WITHIN_MS,
      );
    } catch (failure) {
      await this.dispose();
      throw failure;
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.lookAtMemory();
    await this.end('SIGKILL');
  }

  /** SIGTERM, as before a restart; waits until it has ended by itself. */
  async stop(): Promise<void> {
    this.lookAtMemory();
    this.child?.kill('SIGTERM');
    await this.ended();
  }

  /** Stands still without closing anything. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Waits for it to end by itself. */
  async ended(allowedMs = 30_000): Promise<void> {
    await eventually('it ends', () => Promise.resolve(this.running ? undefined : true), allowedMs);
  }

  async dispose(): Promise<void> {
    clearInterval(this.looking);
    this.lookAtMemory();
    this.thaw();
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.running) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    // With what it forked: a Redis that was killed while it rewrote its file would leave a child that holds the port.
    if (child.pid !== undefined) process.kill(-child.pid, signal);
    await gone;
  }

  private lookAtMemory(): void {
    if (!this.running) return;
    try {
      const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
      const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
      this.highestBytes = Math.max(this.highestBytes, kib * 1024);
    } catch {
      // It ended between the question and the look.
    }
  }
}
