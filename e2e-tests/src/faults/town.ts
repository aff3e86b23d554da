import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chance } from './chance.ts';
import { eventually } from '../waiting.ts';
import { Clocks, type WallClock } from './clocks.ts';
import { FakeDevice, type Surroundings } from './device.ts';
import { directoryOf, published, type Directory } from './directory.ts';
import { TicketIssuer } from './issuer.ts';
import { Ledger } from './ledger.ts';
import { letter, SMALLEST_BYTES, type Resident } from './letters.ts';
import { RedisCluster } from './redis-cluster.ts';
import { allOrNone, RedisServer, Service, type Variables } from './servers.ts';

const PUBLIC_URL = 'http://localhost:8080';
/** [F-12] Half of what the relay asks for. */
const PING_EVERY_MS = 10_000;
const TICK_MS = 20;
/** Who comes online without a hurry. */
const AT_ONCE = 100;
/** A device that cannot send writes no more than this: what it wrote has to be drained in the end. */
const MAX_UNSENT = 64;
const LARGEST_BYTES = 2_048;

export interface TownPlan {
  readonly people: number;
  readonly relays: number;
  /** Mailboxes lie in a Redis Cluster, and not in one Redis. */
  readonly cluster?: boolean;
  /** Instead of what we ship. */
  readonly redis?: Variables;
  /** Where Redis keeps its files, if not in the folder of the town. */
  readonly redisDirectory?: string;
  /** The one Redis and all relays go by clocks that can be set. */
  readonly clocks?: true;
  /** For every relay: limits, or variables of the process. */
  readonly relay?: Variables;
}

/** The relays share theirs. */
export type TownClocks = Readonly<Record<'redis' | 'relays', WallClock>>;

/** Relays over one Redis, or a cluster, as real processes, and devices that talk through them. */
export class Town implements Surroundings {
  readonly ledger = new Ledger();
  private readonly keeper: RedisServer | RedisCluster;
  readonly relays: readonly Service[];
  readonly devices: readonly FakeDevice[];
  readonly issuer: TicketIssuer;
  private readonly folder: string;
  private readonly hung: TownClocks | undefined;
  private readonly directory: Directory;
  private readonly names: ReadonlyMap<string, string>;
  private readonly numbers = new Map<string, number>();
  private readonly pinging: NodeJS.Timeout;
  private traffic: NodeJS.Timeout | undefined;
  private knocks = 0;

  private constructor(
    folder: string,
    keeper: RedisServer | RedisCluster,
    relays: readonly Service[],
    issuer: TicketIssuer,
    directory: Directory,
    clocks: TownClocks | undefined,
  ) {
    this.folder = folder;
    this.hung = clocks;
    this.keeper = keeper;
    this.relays = relays;
    this.issuer = issuer;
    this.directory = directory;
    this.names = new Map(directory.residents.map(({ device, name }) => [device, name]));
    this.devices = directory.residents.map((resident) => new FakeDevice(resident, this));
    this.pinging = setInterval(() => {
      for (const device of this.devices) device.ping();
    }, PING_EVERY_MS);
  }

  static async build(plan: TownPlan): Promise<Town> {
    const folder = await mkdtemp(join(tmpdir(), 'tacet-faults-'));
    const issuer = await TicketIssuer.start(PUBLIC_URL);
    const at = plan.redisDirectory ?? join(folder, 'redis');
    const clocks = plan.clocks === true ? hang(new Clocks(folder)) : undefined;
    const Keeper = plan.cluster === true ? RedisCluster : RedisServer;
    const keeper = await Keeper.start(at, plan.redis, clocks?.redis.variables);
    const directory = directoryOf(plan.people);
    await keeper.ask(published(directory));
    const env = {
      TACET_BIND: '127.0.0.1',
      TACET_PUBLIC_URL: PUBLIC_URL,
      TACET_REDIS_URL: keeper.url,
      TACET_AUTH_JWKS_URL: issuer.jwksUrl,
      ...plan.relay,
      ...clocks?.relays.variables,
    };
    const logs = Array.from({ length: plan.relays }, (_, i) => join(folder, `relay${i}.log`));
    try {
      const relays = await allOrNone(logs.map((log) => Service.start('relay', log, env)));
      return new Town(folder, keeper, relays, issuer, directory, clocks);
    } catch (failure) {
      issuer.dispose();
      await keeper.dispose();
      await rm(folder, { recursive: true, force: true });
      throw failure;
    }
  }

  /** The one Redis. */
  get redis(): RedisServer {
    if (this.keeper instanceof RedisCluster) throw new Error('this town has a cluster');
    return this.keeper;
  }

  get clocks(): TownClocks {
    if (this.hung === undefined) throw new Error('this town has the clock of the machine');
    return this.hung;
  }

  get cluster(): RedisCluster | undefined {
    return this.keeper instanceof RedisCluster ? this.keeper : undefined;
  }

  get store(): RedisServer | RedisCluster {
    return this.keeper;
  }

  /** Doors of relays, one after the other: neighbours are seldom at the same. */
  door(): number {
    this.knocks += 1;
    return this.relays[this.knocks % this.relays.length]!.port;
  }

  ticket({ account, device }: Resident): string {
    return this.issuer.ticket(account, device);
  }

  nameOf(device: string): string {
    return this.names.get(device) ?? `unknown ${device}`;
  }

  /** Devices come online, some at a time; waits until all are welcomed. */
  async everybodyConnects(devices: readonly FakeDevice[] = this.devices): Promise<void> {
    for (let i = 0; i < devices.length; i += AT_ONCE) {
      const some = devices.slice(i, i + AT_ONCE);
      for (const device of some) device.comeOnline();
      await this.until('everybody is connected', () => some.every(({ isConnected }) => isConnected));
    }
  }

  /** One device writes one message, to its rooms in turn. */
  writes(device: FakeDevice, bytes?: number): void {
    const { resident } = device;
    const number = (this.numbers.get(resident.name) ?? 0) + 1;
    this.numbers.set(resident.name, number);
    const rooms = this.directory.roomsOf.get(resident.name) ?? [];
    const room = rooms[number % rooms.length]!;
    const size = bytes ?? SMALLEST_BYTES + Math.floor(chance() * (LARGEST_BYTES - SMALLEST_BYTES));
    device.write(letter(resident, room, number, size));
  }

  /** Everybody writes, so many messages a second together, until told to stop. */
  everybodyWrites(perSecond: number, devices: readonly FakeDevice[] = this.devices): void {
    let due = 0;
    let next = 0;
    this.traffic = setInterval(() => {
      due += (perSecond * TICK_MS) / 1_000;
      for (; due >= 1; due--) {
        const device = devices[next++ % devices.length]!;
        if (device.unsent < MAX_UNSENT) this.writes(device);
      }
    }, TICK_MS);
  }

  nobodyWrites(): void {
    clearInterval(this.traffic);
  }

  get accepted(): number {
    let accepted = 0;
    for (const { outcome } of this.ledger.messages.values()) if (outcome.kind === 'accepted') accepted += 1;
    return accepted;
  }

  async until(what: string, condition: () => boolean, allowedMs = 120_000): Promise<void> {
    await eventually(what, () => Promise.resolve(condition() ? true : undefined), allowedMs);
  }

  /** So many more messages were accepted from now on. */
  async moreAccepted(count: number): Promise<void> {
    const wanted = this.accepted + count;
    await this.until(`${count} more messages are accepted`, () => this.accepted >= wanted);
  }

  /** What the relays warned of last, and how the devices fare: for whoever looks for the cause. */
  lastWords(): string {
    const logs = this.relays.map(({ process }) => process.logged.match(/^.* (WARN|ERROR) .*$/gm) ?? []);
    const ends = new Map<string, number>();
    for (const device of this.devices) {
      for (const [why, times] of device.ends) ends.set(why, (ends.get(why) ?? 0) + times);
    }
    const unsent = this.devices.reduce((sum, device) => sum + device.unsent, 0);
    return `${unsent} unsent; ends ${JSON.stringify([...ends])}\n${logs.flatMap((each) => each.slice(-10)).join('\n')}`;
  }

  async dispose(): Promise<void> {
    this.nobodyWrites();
    clearInterval(this.pinging);
    for (const device of this.devices) device.goOffline();
    await Promise.all([...this.relays.map(({ process }) => process.dispose()), this.keeper.dispose()]);
    this.issuer.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function hang(clocks: Clocks): TownClocks {
  return { redis: clocks.hang('redis'), relays: clocks.hang('relays') };
}
