import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';
import { eventually } from '../waiting.ts';
import { chance } from './chance.ts';
import { askRedis, type Answer } from './redis-client.ts';
import { allOrNone, RedisServer, type Variables } from './servers.ts';

const MASTERS = 3;
const SLOTS = 16_384;
/** Whoever is silent for so long is replaced: short, so that a story is. */
const NODE_TIMEOUT_MS = 2_000;
/** A cluster finds out, elects and tells everybody. */
const HEALED_WITHIN_MS = 60_000;

const run = promisify(execFile);

/** A Redis Cluster on loopback: three masters, and a replica of each. */
export class RedisCluster {
  readonly servers: readonly RedisServer[];

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
  }

  static async start(
    directory: string,
    settings: Variables = {},
    variables: Variables = {},
  ): Promise<RedisCluster> {
    const starting = Array.from({ length: 2 * MASTERS }, async (_, i) => {
      const all = {
        'cluster-enabled': 'yes',
        'cluster-port': String(await freePort()),
        'cluster-config-file': join(`${directory}${i}`, 'nodes.conf'),
        'cluster-node-timeout': String(NODE_TIMEOUT_MS),
        // While one master is away the mailboxes of the others are served.
        'cluster-require-full-coverage': 'no',
        'repl-diskless-sync-delay': '0',
        ...settings,
      };
      return RedisServer.start(`${directory}${i}`, all, variables);
    });
    const cluster = new RedisCluster(await allOrNone(starting));
    try {
      const hosts = cluster.servers.map(({ port }) => `127.0.0.1:${port}`);
      await run('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-replicas', '1', '--cluster-yes']);
      await cluster.isWhole();
      return cluster;
    } catch (failure) {
      await cluster.dispose();
      throw failure;
    }
  }

  /** Names some; the others have to be found. */
  get url(): string {
    const seeds = this.servers
      .filter(({ process }) => process.running)
      .map(({ port }) => `127.0.0.1:${port}`);
    return `redis-cluster://${seeds.join(',')}`;
  }

  get highestMemory(): number {
    return Math.max(...this.servers.map(({ process }) => process.highestMemory));
  }

  /** Asks each server for the keys that it has. */
  async ask(commands: readonly (readonly string[])[]): Promise<Answer[]> {
    const owners = await this.owners();
    const byPort = new Map<number, number[]>();
    commands.forEach((command, i) => {
      const port = owners[slotOf(command[1] ?? '')];
      if (port === undefined) throw new Error(`nobody has ${command[1] ?? ''}`);
      byPort.set(port, [...(byPort.get(port) ?? []), i]);
    });
    const answers: Answer[] = [];
    for (const [port, indices] of byPort) {
      const some = await askRedis(
        port,
        indices.map((i) => commands[i]!),
      );
      indices.forEach((index, i) => (answers[index] = some[i]!));
    }
    return answers;
  }

  /** Any one that has slots. */
  async someMaster(): Promise<RedisServer> {
    const masters = [...new Set(await this.owners())];
    const port = masters[Math.floor(chance() * masters.length)];
    return this.servers.find((server) => server.port === port)!;
  }

  /** Waits until another server has what this one had. */
  async isReplaced(victim: RedisServer): Promise<void> {
    await eventually(
      'another master takes over',
      async () => {
        const owners = await this.owners().catch((): number[] => []);
        return isComplete(owners) && !owners.includes(victim.port) ? true : undefined;
      },
      HEALED_WITHIN_MS,
    );
  }

  /** Waits until every slot has a master, and every master a replica that has everything. */
  async isWhole(): Promise<void> {
    await eventually(
      'the cluster is whole',
      async () => {
        const owners = await this.owners().catch((): number[] => []);
        const masters = [...new Set(owners)];
        if (!isComplete(owners) || masters.length !== MASTERS) return undefined;
        const said = await Promise.all(
          masters.map((port) =>
            askRedis(port, [
              ['INFO', 'replication'],
              ['CLUSTER', 'INFO'],
            ]),
          ),
        );
        return said.every(isReady) ? true : undefined;
      },
      HEALED_WITHIN_MS,
    );
  }

  async dispose(): Promise<void> {
    await Promise.all(this.servers.map(({ process }) => process.dispose()));
  }

  /** By slot: the port of its master, as one who lives sees it; the dead are nobody's. */
  private async owners(): Promise<number[]> {
    const alive = this.servers.filter(({ process }) => process.running);
    const [nodes] = await askRedis(alive.at(-1)!.port, [['CLUSTER', 'NODES']]);
    const owners: number[] = [];
    for (const line of String(nodes).trim().split('\n')) {
      // id, address, flags, its master, two times, epoch, link, and its slots
      const [, address = '', flags = '', , , , , , ...slots] = line.split(' ');
      if (!flags.includes('master') || flags.includes('fail')) continue;
      const port = Number(/:(\d+)@/.exec(address)?.[1]);
      for (const range of slots) {
        const [first = '', last = first] = range.split('-');
        for (let slot = Number(first); slot <= Number(last); slot++) owners[slot] = port;
      }
    }
    return owners;
  }
}

/** Whether a master has its replica, and has heard enough of the others to serve. */
function isReady([replicas, cluster]: Answer[]): boolean {
  return /^slave0:.*state=online/m.test(String(replicas)) && String(cluster).includes('cluster_state:ok');
}

/** Whether every slot has a master. */
function isComplete(owners: readonly number[]): boolean {
  return owners.filter(() => true).length === SLOTS;
}

/** Where the specification of Redis Cluster puts a key: CRC-16/XMODEM of its hash tag. */
function slotOf(key: string): number {
  const tag = /\{([^}]+)\}/.exec(key)?.[1] ?? key;
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  }
  return (crc & 0xffff) % SLOTS;
}
