import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './waiting.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Until everything is healthy: four JVMs start on what may be a small machine. */
const READY_WITHIN_MS = 300_000;

/** In bytes. */
interface Memory {
  readonly limit: number;
  /** Whether the kernel has ended it for taking more. */
  readonly killed: boolean;
  /** Without files that the kernel keeps in memory while there is room. */
  readonly now: number;
  /** How often it came to its limit and nothing was left to give back; needs control groups of version 2. */
  readonly wanted: number | undefined;
  /** The most it had, with such files, which may well fill it; needs Linux 5.19, too. */
  readonly peak: number | undefined;
}

/** What `docker compose up` starts, under a project name and on a port of its own. */
export class Containers {
  readonly port: number;
  private readonly project: string;
  private readonly compose: readonly string[];
  private readonly profiles: string;
  /** What people type. */
  readonly url: string;

  /**
   * @param profiles of the compose file, separated by commas; none: what everybody gets
   * @param url what people type, if not the published port itself
   */
  constructor(port: number, profiles = '', url = `http://localhost:${port}`) {
    this.port = port;
    this.profiles = profiles;
    this.url = url;
    // One for all stories of a run: the second one finds the images of the first.
    this.project = `tacet-verify-${process.ppid}`;
    this.compose = (process.env['TACET_COMPOSE'] ?? 'docker compose').split(' ');
  }

  /** @param version what the images are labelled with; images of another version are other images */
  async build(version = 'dev'): Promise<void> {
    await this.runs('build', '--build-arg', `VERSION=${version}`);
  }

  /**
   * @param services those, and what they depend on; all by default
   * @returns once the published port says that everything is ready
   */
  async up(...services: string[]): Promise<void> {
    try {
      await this.runs('up', '-d', ...services);
      await eventually('Tacet in containers is ready', () => this.isReady(), READY_WITHIN_MS);
    } catch (failure) {
      // They go with the containers.
      process.stdout.write(await this.logs());
      throw failure;
    }
  }

  /** Containers and networks go, volumes stay. */
  async down(): Promise<void> {
    await this.runs('down');
  }

  async dispose(): Promise<void> {
    await this.runs('down', '--volumes', '--remove-orphans');
  }

  /** How often a container came back by itself. */
  async returns(service: string): Promise<number> {
    return Number(await this.inspects(service, '{{.RestartCount}}'));
  }

  /** @param times how often it has to have come back by then; and it is healthy */
  async isBack(service: string, times: number): Promise<void> {
    await eventually(
      `${service} is back`,
      async () => {
        const [returned, health] = (
          await this.inspects(service, '{{.RestartCount}} {{.State.Health.Status}}')
        ).split(' ');
        return Number(returned) >= times && health === 'healthy' ? true : undefined;
      },
      READY_WITHIN_MS,
    );
  }

  /** kill -9 from inside the engine: its policy starts the container again. */
  async kills(service: string): Promise<void> {
    const pid = (await this.docker('inspect', '--format', '{{.State.Pid}}', await this.idOf(service))).trim();
    process.kill(Number(pid), 'SIGKILL');
  }

  async logs(): Promise<string> {
    const [command = '', ...words] = this.compose;
    const { stdout } = await run(command, [...words, '-p', this.project, 'logs', '--no-color'], {
      cwd: ROOT,
      env: this.environment(),
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** What the engine says of a container, by a Go template. */
  async inspects(service: string, template: string): Promise<string> {
    return (await this.docker('inspect', '--format', template, await this.idOf(service))).trim();
  }

  async runsIn(service: string, ...command: string[]): Promise<string> {
    return this.docker('exec', await this.idOf(service), ...command);
  }

  /** Of a container since it was started. */
  async memoryOf(service: string): Promise<Memory> {
    const limit = Number(await this.inspects(service, '{{.HostConfig.Memory}}'));
    const killed = (await this.inspects(service, '{{.State.OOMKilled}}')) === 'true';
    const id = await this.idOf(service);
    const usage = await this.docker('stats', '--no-stream', '--format', '{{.MemUsage}}', id);
    const now = bytesOf(usage.split('/')[0] ?? '');
    const events = await this.ofItsGroup(service, 'memory.events');
    const peak = await this.ofItsGroup(service, 'memory.peak');
    return {
      limit,
      killed,
      now,
      wanted: events === undefined ? undefined : Number(/^oom (\d+)$/m.exec(events)?.[1]),
      peak: peak === undefined ? undefined : Number(peak),
    };
  }

  /** A file of its control group, if engine and kernel have it. */
  private async ofItsGroup(service: string, file: string): Promise<string | undefined> {
    try {
      return await this.runsIn(service, 'cat', `/sys/fs/cgroup/${file}`);
    } catch (failure) {
      if (!String(failure).includes('No such file')) throw failure;
      process.stdout.write(`${service}: no ${file} with this kernel or engine, so it is not judged\n`);
      return undefined;
    }
  }

  private async isReady(): Promise<true | undefined> {
    const answer = await fetch(`http://localhost:${this.port}/readyz`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  }

  private async idOf(service: string): Promise<string> {
    const label = `label=com.docker.compose.`;
    const ids = await this.docker(
      'ps',
      '-aq',
      '--filter',
      `${label}project=${this.project}`,
      '--filter',
      `${label}service=${service}`,
    );
    return ids.trim().split('\n')[0] ?? '';
  }

  private async docker(...words: string[]): Promise<string> {
    return (await run('docker', words, { maxBuffer: 16 * 1024 * 1024 })).stdout;
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TACET_PORT: String(this.port),
      TACET_PUBLIC_URL: this.url,
      COMPOSE_PROFILES: this.profiles,
    };
  }

  /** Its output is what a person would see. */
  private async runs(...words: string[]): Promise<void> {
    const [command = '', ...first] = this.compose;
    const running = spawn(command, [...first, '-p', this.project, ...words], {
      cwd: ROOT,
      stdio: 'inherit',
      env: this.environment(),
    });
    const code = await new Promise((ended) => running.once('exit', ended));
    if (code !== 0)
      throw new Error(`${this.compose.join(' ')} ${words.join(' ')} ended with ${String(code)}`);
  }
}

/** As `docker stats` writes it: 277.9MiB. */
function bytesOf(written: string): number {
  const [, number = '', prefix = ''] = /^\s*([\d.]+)([KMG]i)?B\s*$/.exec(written) ?? [];
  const power = ['', 'Ki', 'Mi', 'Gi'].indexOf(prefix);
  if (number === '' || power < 0) throw new Error(`docker stats says ${written}`);
  return Number(number) * 1_024 ** power;
}
