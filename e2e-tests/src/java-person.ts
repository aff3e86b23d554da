import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { PersonalNetwork } from './network.ts';
import type { Stack } from './stack.ts';
import { eventually } from './waiting.ts';

const CLIENT = resolve(import.meta.dirname, '../../client-java/target');

/** More lines than a story has. */
const ALL_LINES = 1_000_000;

/** One line of a conversation as the Java client shows it. */
export interface JavaMessage {
  readonly mine: boolean;
  readonly text: string;
  readonly kind: string;
  readonly state: string;
}

type Answer = Record<string, unknown> & { readonly ok: boolean };

/** Somebody whose device runs the client for Java, in a process of its own that can be killed: `bin/machine` of it. */
export class JavaPerson {
  readonly username: string;
  private readonly origin: string;
  private readonly folder: string;
  private process: ChildProcessWithoutNullStreams | undefined;
  private readonly waiting = new Map<number, (answer: Answer | Error) => void>();
  private asked = 0;

  private constructor(username: string, origin: string, folder: string) {
    this.username = username;
    this.origin = origin;
    this.folder = folder;
  }

  /** @param network this person's way to the server */
  static async arrives(stack: Stack, name: string, network: PersonalNetwork): Promise<JavaPerson> {
    const folder = await mkdtemp(join(tmpdir(), 'tacet-java-'));
    // What the name `localhost` means for this process: everybody shares one origin.
    await writeFile(join(folder, 'hosts'), `${network.address} localhost\n`);
    return new JavaPerson(`${name.toLowerCase()}${process.pid}`, stack.url, folder);
  }

  signsUp(): Promise<void> {
    return this.begins('register');
  }

  /** kill -9, and back on the same store. */
  async crashesAndReturns(): Promise<void> {
    await this.ends('SIGKILL');
    await this.begins('connect');
  }

  async leaves(): Promise<void> {
    await this.ends('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }

  async befriends(username: string): Promise<void> {
    await this.untilOk(`befriends ${username}`, { do: 'befriend', username });
  }

  async accepts(username: string): Promise<void> {
    await this.untilOk(`accepts ${username}`, { do: 'accept', username });
  }

  async writes(to: string, text: string): Promise<void> {
    await this.untilOk(`writes to ${to}`, { do: 'send', with: to, text });
  }

  /** A conversation, oldest first; nothing before there is one. */
  async reads(username: string): Promise<readonly JavaMessage[]> {
    const { messages } = await this.asks({ do: 'history', with: username, limit: ALL_LINES });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as client-java/README.md says
    return (messages ?? []) as readonly JavaMessage[];
  }

  async untilReads(
    username: string,
    what: string,
    condition: (messages: readonly JavaMessage[]) => boolean,
    allowedMs?: number,
  ): Promise<readonly JavaMessage[]> {
    return eventually(
      `${this.username} ${what}`,
      async () => {
        const messages = await this.reads(username);
        return condition(messages) ? messages : undefined;
      },
      allowedMs,
    );
  }

  async safetyNumber(username: string): Promise<string> {
    return eventually(`${this.username} has a safety number`, async () => {
      const { number } = await this.asks({ do: 'safety-number', with: username });
      return typeof number === 'string' && number !== '' ? number : undefined;
    });
  }

  private async begins(how: 'register' | 'connect'): Promise<void> {
    const java = process.env['JAVA_HOME'] === undefined ? 'java' : join(process.env['JAVA_HOME'], 'bin/java');
    const places = ['classes', 'lib/*'].map((place) => join(CLIENT, place));
    if (!existsSync(join(CLIENT, 'lib'))) throw new Error('client-java is not built');
    const running = spawn(java, [
      '--enable-native-access=ALL-UNNAMED',
      '-XX:+UseSerialGC',
      `-Djdk.net.hosts.file=${join(this.folder, 'hosts')}`,
      '-cp',
      places.join(':'),
      'chat.tacet.client.cli.Main',
      'machine',
    ]);
    this.process = running;
    let complaint = '';
    running.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
    createInterface(running.stdout).on('line', (line) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as client-java/README.md says
      const told = JSON.parse(line) as Answer & { readonly id?: number };
      // Events come between the answers, and have no id.
      if (told.id === undefined) return;
      this.waiting.get(told.id)?.(told);
      this.waiting.delete(told.id);
    });
    running.once('exit', () => {
      for (const tell of this.waiting.values()) tell(new Error(`the Java client ended: ${complaint}`));
      this.waiting.clear();
    });
    const { ok, error } = await this.asks({
      do: how,
      server: this.origin,
      store: join(this.folder, 'store.db'),
      username: this.username,
      password: 'twelve grey herons stand upstream',
      firstName: this.username,
    });
    if (!ok) throw new Error(`the Java client did not begin: ${String(error)}`);
  }

  private async untilOk(what: string, command: Record<string, unknown>): Promise<Answer> {
    return eventually(`${this.username} ${what}`, async () => {
      const answer = await this.asks(command);
      return answer.ok ? answer : undefined;
    });
  }

  private asks(command: Record<string, unknown>): Promise<Answer> {
    if (this.process === undefined) throw new Error(`${this.username} is not here`);
    const id = ++this.asked;
    const answer = new Promise<Answer>((done, fail) => {
      this.waiting.set(id, (told) => (told instanceof Error ? fail(told) : done(told)));
    });
    this.process.stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    return answer;
  }

  private async ends(signal: NodeJS.Signals): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise<void>((done) => running.once('exit', () => done()));
    running.kill(signal);
    await gone;
  }
}
