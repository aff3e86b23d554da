import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lastingPort } from '../free-port.ts';
import { ServerProcess } from './processes.ts';
import { askRedis, type Answer } from './redis-client.ts';

const JARS = resolve(import.meta.dirname, '../../../standalone/target/lib');

/** What services are told about where they are; the rest each adds itself. */
export type Variables = Readonly<Record<string, string>>;

/** A redis-server of its own, with the settings that Tacet ships. */
export class RedisServer {
  readonly port: number;
  readonly process: ServerProcess;

  private constructor(port: number, process: ServerProcess) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param directory where its files lie
   * @param settings what differs from ours, as in redis.conf
   * @param env for the process
   */
  static async start(directory: string, settings: Variables = {}, env: Variables = {}): Promise<RedisServer> {
    await mkdir(directory, { recursive: true });
    const port = await lastingPort();
    const all = {
      bind: '127.0.0.1',
      port: String(port),
      dir: directory,
      databases: '1',
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
      'stream-node-max-bytes': '1024',
      maxmemory: '512mb',
      'maxmemory-policy': 'noeviction',
      ...settings,
    };
    const process = new ServerProcess({
      program: 'redis-server',
      args: Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
      env: { PATH: globalThis.process.env['PATH'] ?? '', ...env },
      logFile: `${directory}.log`,
      ready: async () => (await askRedis(port, [['PING']]))[0] === 'PONG',
    });
    await process.start();
    return new RedisServer(port, process);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  ask(commands: readonly (readonly string[])[]): Promise<Answer[]> {
    return askRedis(this.port, commands);
  }
}

/** One service in a process of its own. */
export class Service {
  readonly port: number;
  readonly process: ServerProcess;

  private constructor(port: number, process: ServerProcess) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param name of its jar, such as `tacet-relay-service`
   * @param portVariable which variable tells it its port
   * @param path answers 200 when it serves
   * @param env for the process, not only TACET_* variables
   */
  static async start(
    name: string,
    portVariable: string,
    path: string,
    logFile: string,
    env: Variables,
    port?: number,
  ): Promise<Service> {
    const at = port ?? (await lastingPort());
    const { JAVA_HOME = '', PATH = '' } = globalThis.process.env;
    const process = new ServerProcess({
      program: join(JAVA_HOME, 'bin/java'),
      // As bin/standalone starts one: what a household's server has.
      args: [
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Xmx256m',
        '-XX:+ExitOnOutOfMemoryError',
        '--enable-native-access=ALL-UNNAMED',
        '-jar',
        jar(name),
      ],
      env: { PATH, ...env, [portVariable]: String(at) },
      logFile,
      ready: async () => (await fetch(`http://127.0.0.1:${at}${path}`)).ok,
    });
    await process.start();
    return new Service(at, process);
  }
}

function jar(name: string): string {
  const found = readdirSync(JARS).find((file) => file.startsWith(`${name}-`) && file.endsWith('.jar'));
  if (found === undefined) throw new Error(`${name} is not built: run ./tacet up once`);
  return join(JARS, found);
}
