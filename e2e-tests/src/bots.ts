import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Place } from './headless.ts';
import { eventually } from './waiting.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const EXAMPLES = join(ROOT, 'examples/echo-bot');

export type Language = 'java' | 'ts';

/** The bot of the guide, as its reader would run it, in a folder of its own. */
export class Bot {
  readonly username: string;
  private readonly place: Place;
  private readonly language: Language;
  private readonly folder: string;
  private process: ChildProcess | undefined;
  private said = '';

  private constructor(place: Place, language: Language, folder: string) {
    this.place = place;
    this.language = language;
    this.folder = folder;
    this.username = `echo${language}${process.pid}`;
  }

  static async inFolder(place: Place, language: Language): Promise<Bot> {
    return new Bot(place, language, await mkdtemp(join(tmpdir(), 'tacet-bot-')));
  }

  /** @param how `register` the first time */
  async begins(how?: 'register'): Promise<void> {
    const [command, ...words] = this.command();
    const running = spawn(command, [...words, ...(how === undefined ? [] : [how])], {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'],
        TACET_SERVER: this.place.url,
        BOT_NAME: this.username,
        BOT_PASSWORD: 'nine quiet otters juggle turnips',
      },
    });
    this.process = running;
    this.said = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-4_000)));
    }
    await eventually(
      `${this.username} listens`,
      () => {
        if (running.exitCode !== null) throw new Error(`the bot ended: ${this.said}`);
        return Promise.resolve(this.said.includes('is listening') || undefined);
      },
      60_000,
    );
  }

  async dies(): Promise<void> {
    const running = this.process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise<void>((done) => running.once('exit', () => done()));
    running.kill('SIGKILL');
    await gone;
  }

  async leaves(): Promise<void> {
    await this.dies();
    await rm(this.folder, { recursive: true, force: true });
  }

  private command(): [string, ...string[]] {
    if (this.language === 'ts')
      return [process.execPath, '--experimental-transform-types', '--no-warnings', join(EXAMPLES, 'echo.ts')];
    const java = process.env['JAVA_HOME'] === undefined ? 'java' : join(process.env['JAVA_HOME'], 'bin/java');
    const places = ['classes', 'lib/*'].map((place) => join(ROOT, 'client-java/target', place));
    return [java, '--enable-native-access=ALL-UNNAMED', '-cp', places.join(':'), join(EXAMPLES, 'Echo.java')];
  }
}
