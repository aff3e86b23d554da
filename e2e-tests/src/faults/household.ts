import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { HeadlessPerson, type Place } from '../headless.ts';
import { eventually } from '../waiting.ts';
import { Clocks, type WallClock } from './clocks.ts';
import { FrontDoor } from './front-door.ts';
import { Ledger } from './ledger.ts';
import { Postgres } from './postgres.ts';
import type { Suffered } from './report.ts';
import { allOrNone, RedisServer, Service, type ServiceKind, type Variables } from './servers.ts';

const MESSAGES_WITHIN_MS = 120_000;
const SIGN_UP_WITHIN_MS = 180_000;
const KINDS: readonly ServiceKind[] = ['auth', 'social', 'relay', 'gateway'];

/** Who writes to whom, and what was written so far. */
interface Talk {
  readonly from: HeadlessPerson;
  readonly to: HeadlessPerson;
  readonly room: string;
  written: number;
}

/** How often each service runs. */
export type Nodes = Readonly<Record<ServiceKind, number>>;

const ONE_OF_EACH: Nodes = { auth: 1, social: 1, relay: 1, gateway: 1 };

/** Redis, and the services each for all of its nodes. */
export type HouseClocks = Readonly<Record<'redis' | ServiceKind, WallClock>>;

export interface HousePlan {
  /** Where auth and social keep theirs; a folder of its own by default. */
  readonly databases?: string;
  /**
   * Several nodes of auth and social need a PostgreSQL, which is started then; before several gateways stands a door
   * that leads to any of them.
   */
  readonly nodes?: Nodes;
  /** Everything goes by clocks that can be set. */
  readonly clocks?: true;
  /** For every service: limits. */
  readonly variables?: Variables;
}

/** What the services of a household stand on. */
interface Ground {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly clocks: HouseClocks | undefined;
  readonly postgres: Postgres | undefined;
  readonly door: FrontDoor | undefined;
}

/** All services and a Redis, each a real process, with the real client: people who sign up and talk. */
export class Household implements Suffered, Place {
  readonly ledger = new Ledger();
  readonly port: number;
  private readonly ground: Ground;
  private readonly nodes: Readonly<Record<ServiceKind, readonly Service[]>>;
  private readonly people: HeadlessPerson[] = [];
  private readonly talks: Talk[] = [];

  private constructor(port: number, ground: Ground, nodes: Record<ServiceKind, Service[]>) {
    this.port = port;
    this.ground = ground;
    this.nodes = nodes;
  }

  static async move(plan: HousePlan = {}): Promise<Household> {
    const { nodes: counts = ONE_OF_EACH } = plan;
    const folder = await mkdtemp(join(tmpdir(), 'tacet-household-'));
    const databases = plan.databases ?? folder;
    const clocks = plan.clocks === true ? hang(new Clocks(folder)) : undefined;
    // The gateway wants a page to serve; nobody looks at it. It reads all that lies there, so no database does.
    const pages = join(folder, 'pages');
    await mkdir(pages);
    await writeFile(join(pages, 'index.html'), '<!doctype html>');
    const isShared = counts.auth + counts.social > 2;
    const postgres = isShared ? await Postgres.start('auth', 'social') : undefined;
    const redis = await RedisServer.start(join(folder, 'redis'), {}, clocks?.redis.variables);
    const ports = {
      auth: await freePorts(counts.auth),
      social: await freePorts(counts.social),
      relay: await freePorts(counts.relay),
      gateway: await freePorts(counts.gateway),
    };
    const several = ports.gateway.length > 1;
    const door = several ? await FrontDoor.open(await freePort(), () => ports.gateway) : undefined;
    const port = door?.port ?? ports.gateway[0]!;
    const env = {
      TACET_BIND: '127.0.0.1',
      TACET_PUBLIC_URL: `http://localhost:${port}`,
      TACET_REDIS_URL: redis.url,
      TACET_AUTH_DATABASE_URL: postgres?.url('auth') ?? `r2dbc:sqlite://${databases}/auth.db`,
      TACET_SOCIAL_DATABASE_URL: postgres?.url('social') ?? `r2dbc:sqlite://${databases}/social.db`,
      TACET_AUTH_URL: urls(ports.auth),
      TACET_AUTH_JWKS_URL: urls(ports.auth),
      TACET_SOCIAL_URL: urls(ports.social),
      TACET_RELAY_URL: urls(ports.relay),
      TACET_WEB_ROOT: pages,
      ...plan.variables,
    };
    const ground = { folder, redis, clocks, postgres, door };
    try {
      const starting = KINDS.map((kind) => {
        const all = { ...env, ...clocks?.[kind].variables };
        return allOrNone(
          ports[kind].map((at, i) => Service.start(kind, join(folder, `${kind}${i}.log`), all, at)),
        );
      });
      const settled = await Promise.allSettled(starting);
      const [auth = [], social = [], relay = [], gateway = []] = settled.map((each) =>
        each.status === 'fulfilled' ? each.value : [],
      );
      const house = new Household(port, ground, { auth, social, relay, gateway });
      const failed = settled.find((each) => each.status === 'rejected');
      if (failed === undefined) return house;
      await house.dispose();
      throw failed.reason;
    } catch (failure) {
      await leave(ground);
      throw failure;
    }
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get store(): RedisServer {
    return this.ground.redis;
  }

  get relays(): readonly Service[] {
    return this.nodes.relay;
  }

  get clocks(): HouseClocks {
    const { clocks } = this.ground;
    if (clocks === undefined) throw new Error('this house has the clock of the machine');
    return clocks;
  }

  /** Each of these is as late as its clock says. */
  async clocksCount(): Promise<void> {
    const { redis, ...others } = this.clocks;
    await redis.isThatOf(this.store);
    for (const kind of KINDS) for (const node of this.nodes[kind]) await others[kind].isThatOfService(node);
  }

  /** The services with databases. */
  get keepers(): readonly Service[] {
    return [...this.nodes.auth, ...this.nodes.social];
  }

  /** All nodes, those of a service one after the other. */
  get services(): readonly Service[] {
    return KINDS.flatMap((kind) => this.nodes[kind]);
  }

  get population(): number {
    return this.people.length;
  }

  async arrives(name: string): Promise<HeadlessPerson> {
    const person = await HeadlessPerson.arrives(this, name);
    this.people.push(person);
    return person;
  }

  /** They sign up and become friends: each will write to the other. */
  async pair(one: string, other: string): Promise<readonly [HeadlessPerson, HeadlessPerson]> {
    const [a, b] = [await this.arrives(one), await this.arrives(other)];
    await Promise.all([this.settles(a), this.settles(b)]);
    const room = await a.befriends(b);
    this.talks.push({ from: a, to: b, room, written: 0 }, { from: b, to: a, room, written: 0 });
    return [a, b];
  }

  /** Signs up, and tries again as a person would when services are slow: each step may be repeated. */
  async settles(person: HeadlessPerson): Promise<void> {
    let told = 'nothing';
    const settled = async (): Promise<true | undefined> => {
      try {
        await person.signsUp();
        return true;
      } catch (failure) {
        told = String(failure);
        return undefined;
      }
    };
    try {
      await eventually(`${person.username} signs up`, settled, SIGN_UP_WITHIN_MS);
    } catch (late) {
      throw new Error(`at last they were told: ${told}`, { cause: late });
    }
  }

  /** Everybody writes so many messages. */
  async everybodyWrites(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      for (const talk of this.talks) {
        talk.written += 1;
        const key = `${talk.from.username}:${talk.written}`;
        this.ledger.sent(key, talk.from.username, [talk.to.username], 1);
        await talk.from.writes(talk.room, key);
      }
    }
  }

  /** Waits until all that was written is shown as accepted at least, and all of it is read by whom it is for. */
  async everythingArrives(): Promise<void> {
    for (const talk of this.talks) {
      await eventually(
        `${talk.from.username}'s ${talk.written} messages arrive`,
        async () => {
          const read = await talk.to.reads(talk.room);
          const keys = new Set(read.map(({ body }) => body));
          return [...this.keysOf(talk)].every((key) => keys.has(key)) ? true : undefined;
        },
        MESSAGES_WITHIN_MS,
      );
    }
  }

  /** Writes into the ledger what the senders were told and what the recipients see, in the order they see it. */
  async writeDown(): Promise<void> {
    for (const talk of this.talks) {
      for (const { body, state } of await talk.from.reads(talk.room)) {
        const mine = body.startsWith(`${talk.from.username}:`);
        if (mine && state === 'failed') this.ledger.refused(body, 'failed on screen');
        if (mine && state !== 'sending' && state !== 'failed') this.ledger.accepted(body, 1, []);
      }
    }
    for (const talk of this.talks) {
      for (const { body } of await talk.to.reads(talk.room)) {
        if (body.startsWith(`${talk.from.username}:`)) {
          this.ledger.received(talk.to.username, body, 1, true);
        }
      }
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.people.map((each) => each.leaves()));
    await Promise.all(this.services.map(({ process }) => process.dispose()));
    await leave(this.ground);
  }

  /** What the services warned of last, and how far each talk is: for whoever looks for the cause. */
  async lastWords(): Promise<string> {
    const talks = this.talks.map(async ({ from, to, room, written }) => {
      const states = (await from.reads(room)).map(({ body, state }) => `${body} ${state}`);
      const read = (await to.reads(room)).map(({ body }) => body);
      const unread = states.filter((each) => !read.includes(each.split(' ')[0]!));
      return `${from.username} wrote ${written}; not read by ${to.username}: ${unread.join(', ') || 'none shown'}`;
    });
    const told = await Promise.allSettled(talks);
    const logs = this.services.map(({ process }) => process.logged.match(/^.* (WARN|ERROR) .*$/gm) ?? []);
    return [
      ...told.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason))),
      ...logs.flatMap((each) => each.slice(-10)),
    ].join('\n');
  }

  private *keysOf({ from, written }: Talk): Generator<string> {
    for (let number = 1; number <= written; number++) yield `${from.username}:${number}`;
  }
}

async function leave({ folder, redis, postgres, door }: Ground): Promise<void> {
  door?.dispose();
  postgres?.dispose();
  await redis.dispose();
  await rm(folder, { recursive: true, force: true });
}

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

function hang(clocks: Clocks): HouseClocks {
  return {
    redis: clocks.hang('redis'),
    auth: clocks.hang('auth'),
    social: clocks.hang('social'),
    relay: clocks.hang('relay'),
    gateway: clocks.hang('gateway'),
  };
}

function urls(ports: readonly number[]): string {
  return ports.map((port) => `http://127.0.0.1:${port}`).join(',');
}
