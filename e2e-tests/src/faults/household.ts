import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastingPort } from '../free-port.ts';
import { HeadlessPerson, type Place } from '../headless.ts';
import { eventually } from '../waiting.ts';
import { Ledger } from './ledger.ts';
import type { Suffered } from './report.ts';
import { allOrNone, RedisServer, Service, type ServiceKind } from './servers.ts';

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

/** All services and a Redis, each a real process, with the real client: people who sign up and talk. */
export class Household implements Suffered, Place {
  readonly ledger = new Ledger();
  readonly url: string;
  readonly redis: RedisServer;
  readonly auth: Service;
  readonly social: Service;
  readonly relays: readonly Service[];
  readonly gateway: Service;
  private readonly folder: string;
  private readonly people: HeadlessPerson[] = [];
  private readonly talks: Talk[] = [];

  private constructor(
    folder: string,
    url: string,
    redis: RedisServer,
    services: { auth: Service; social: Service; relay: Service; gateway: Service },
  ) {
    this.folder = folder;
    this.url = url;
    this.redis = redis;
    this.auth = services.auth;
    this.social = services.social;
    this.relays = [services.relay];
    this.gateway = services.gateway;
  }

  get port(): number {
    return this.gateway.port;
  }

  /** @param databases where auth and social keep theirs; a folder of its own by default */
  static async move(databases?: string): Promise<Household> {
    const folder = await mkdtemp(join(tmpdir(), 'tacet-household-'));
    // The gateway wants a page to serve; nobody looks at it.
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    const redis = await RedisServer.start(join(folder, 'redis'));
    const ports = {
      auth: await lastingPort(),
      social: await lastingPort(),
      relay: await lastingPort(),
      gateway: await lastingPort(),
    };
    const url = `http://localhost:${ports.gateway}`;
    const env = {
      TACET_BIND: '127.0.0.1',
      TACET_PUBLIC_URL: url,
      TACET_REDIS_URL: redis.url,
      TACET_AUTH_DATABASE_URL: `r2dbc:sqlite://${databases ?? folder}/auth.db`,
      TACET_SOCIAL_DATABASE_URL: `r2dbc:sqlite://${databases ?? folder}/social.db`,
      TACET_AUTH_URL: `http://127.0.0.1:${ports.auth}`,
      TACET_AUTH_JWKS_URL: `http://127.0.0.1:${ports.auth}/api/v1/auth/jwks.json`,
      TACET_SOCIAL_URL: `http://127.0.0.1:${ports.social}`,
      TACET_RELAY_URL: `http://127.0.0.1:${ports.relay}`,
      TACET_WEB_ROOT: folder,
    };
    const begin = (kind: ServiceKind): Promise<Service> =>
      Service.start(kind, join(folder, `${kind}.log`), env, ports[kind]);
    try {
      const [auth, social, relay, gateway] = await allOrNone(KINDS.map(begin));
      return new Household(folder, url, redis, {
        auth: auth!,
        social: social!,
        relay: relay!,
        gateway: gateway!,
      });
    } catch (failure) {
      await redis.process.dispose();
      await rm(folder, { recursive: true, force: true });
      throw failure;
    }
  }

  get services(): readonly Service[] {
    return [this.auth, this.social, ...this.relays, this.gateway];
  }

  async arrives(name: string): Promise<HeadlessPerson> {
    const person = await HeadlessPerson.arrives(this, name);
    this.people.push(person);
    return person;
  }

  /** They sign up and become friends: each will write to the other. */
  async pair(one: string, other: string): Promise<void> {
    const [a, b] = [await this.arrives(one), await this.arrives(other)];
    await Promise.all([this.settles(a), this.settles(b)]);
    const room = await a.befriends(b);
    this.talks.push({ from: a, to: b, room, written: 0 }, { from: b, to: a, room, written: 0 });
  }

  /** Signs up, and tries again as a person would when services are slow: each step may be repeated. */
  async settles(person: HeadlessPerson): Promise<void> {
    await eventually(
      `${person.username} signs up`,
      () =>
        person.signsUp().then(
          () => true,
          () => undefined,
        ),
      SIGN_UP_WITHIN_MS,
    );
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
    await Promise.all([...this.services, this.redis].map(({ process }) => process.dispose()));
    await rm(this.folder, { recursive: true, force: true });
  }

  private *keysOf({ from, written }: Talk): Generator<string> {
    for (let number = 1; number <= written; number++) yield `${from.username}:${number}`;
  }
}
