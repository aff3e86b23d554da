import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '../free-port.ts';
import { ServerProcess } from './processes.ts';
import { askRedis, type Answer } from './redis-client.ts';

const BUILT = resolve(import.meta.dirname, '../../../standalone/target');
/** What `./tacet` remembers of a start; half the work of the next one. It fits this one class path. */
const START_CACHE = join(BUILT, 'tacet.aot');

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
   * @param variables of the process
   */
  static async start(
    directory: string,
    settings: Variables = {},
    variables: Variables = {},
  ): Promise<RedisServer> {
    await mkdir(directory, { recursive: true });
    const port = await freePort();
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
      env: { PATH: globalThis.process.env['PATH'] ?? '', ...variables },
      logFile: `${directory}.log`,
      ready: async () => (await askRedis(port, [['PING']]))[0] === 'PONG',
    });
    await process.start();
    return new RedisServer(port, process);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get highestMemory(): number {
    return this.process.highestMemory;
  }

  async dispose(): Promise<void> {
    await this.process.dispose();
  }

  ask(commands: readonly (readonly string[])[]): Promise<Answer[]> {
    return askRedis(this.port, commands);
  }
}

export type ServiceKind = 'auth' | 'social' | 'relay' | 'gateway';

const SERVICES: Readonly<Record<ServiceKind, { mainClass: string; portVariable: string }>> = {
  auth: { mainClass: 'chat.tacet.auth.AuthServiceApplication', portVariable: 'TACET_AUTH_PORT' },
  social: { mainClass: 'chat.tacet.social.SocialServiceApplication', portVariable: 'TACET_SOCIAL_PORT' },
  relay: { mainClass: 'chat.tacet.relay.RelayServiceApplication', portVariable: 'TACET_RELAY_PORT' },
  gateway: { mainClass: 'chat.tacet.gateway.GatewayApplication', portVariable: 'TACET_PORT' },
};

/** One service in a process of its own. */
export class Service {
  readonly port: number;
  readonly process: ServerProcess;

  private constructor(port: number, process: ServerProcess) {
    this.port = port;
    this.process = process;
  }

  /** Starts one. A port that it keeps is chosen by itself, unless others have to know it before. */
  static async start(kind: ServiceKind, logFile: string, env: Variables, port?: number): Promise<Service> {
    const { mainClass, portVariable } = SERVICES[kind];
    const at = port ?? (await freePort());
    const { JAVA_HOME = '', PATH = '' } = globalThis.process.env;
    const process = new ServerProcess({
      program: join(JAVA_HOME, 'bin/java'),
      // As bin/standalone starts all of them: what a household's server has.
      args: [
        '-XX:+UseSerialGC',
        '-Xmx256m',
        '-Xss512k',
        '-XX:+ExitOnOutOfMemoryError',
        existsSync(START_CACHE) ? `-XX:AOTCache=${START_CACHE}` : '-XX:AOTMode=auto',
        '-Xlog:aot=off',
        '-Xlog:cds=off',
        '--enable-native-access=ALL-UNNAMED',
        '-cp',
        classPath(),
        mainClass,
      ],
      env: { PATH, ...env, [portVariable]: String(at) },
      logFile,
      ready: async () => (await fetch(`http://127.0.0.1:${at}/readyz`)).ok,
    });
    await process.start();
    return new Service(at, process);
  }
}

/** Waits for all; when one does not start, none is left. */
export async function allOrNone<T extends { readonly process: ServerProcess }>(
  starting: readonly Promise<T>[],
): Promise<T[]> {
  const settled = await Promise.allSettled(starting);
  const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map(({ process }) => process.dispose()));
  throw failed.reason;
}

/** The jar whose manifest names all others. */
function classPath(): string {
  const lib = join(BUILT, 'lib');
  const jar = readdirSync(lib).find((file) => file.startsWith('tacet-standalone-'));
  if (jar === undefined) throw new Error('nothing is built: run ./tacet up once');
  return join(lib, jar);
}
