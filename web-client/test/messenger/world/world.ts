import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { createWebCrypto } from '../../../src/crypto/webcrypto/index.ts';
import type { Api } from '../../../src/messenger/ports/api.ts';
import { ApiError } from '../../../src/messenger/ports/api.ts';
import { NonceLedger } from '../../protocol/ledger.ts';
import { AuthDouble } from './auth-double.ts';
import { RelayDouble } from './relay-double.ts';
import { SocialDouble } from './social-double.ts';
import { Someone } from './someone.ts';
import { WorldTimers } from './timers.ts';
import { Traitor } from './traitor.ts';

/** All services in memory, and the people who use them. */
export class World {
  readonly crypto: CryptoProvider;
  readonly auth = new AuthDouble();
  readonly social: SocialDouble;
  readonly relay: RelayDouble;
  readonly people: Someone[] = [];
  /** Over all devices, their crashes and restored copies. */
  readonly ledger: NonceLedger;
  readonly traitor: Traitor;
  readonly timers = new WorldTimers(() => this.#nowMs);
  #nowMs = 1_800_000_000_000;

  private constructor(crypto: CryptoProvider, ledger: NonceLedger) {
    this.ledger = ledger;
    this.traitor = new Traitor(ledger.watch(crypto));
    this.crypto = this.traitor.crypto;
    this.social = new SocialDouble(this.auth, crypto);
    this.social.now = () => this.#nowMs;
    this.relay = new RelayDouble(this.auth, this.social);
  }

  /** One real PBKDF2 takes 0.3 s; stories that are not about passwords use one round of it. */
  static async begin(crypto?: CryptoProvider): Promise<World> {
    const real = crypto ?? (await createWebCrypto());
    const quick = {
      ...real,
      pbkdf2: (password: Uint8Array, salt: Uint8Array) => real.pbkdf2(password, salt, 1),
    };
    return new World(quick, new NonceLedger());
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Lets time pass at once: timers that were to end by then end. */
  set nowMs(nowMs: number) {
    this.#nowMs = nowMs;
    this.timers.jumped();
  }

  /** What a clock shows; it never shows the same twice. */
  looksAtTheClock(): number {
    this.#nowMs += 1;
    return this.#nowMs - 1;
  }

  /** A person with one browser profile, or one more of somebody who is known already. */
  someone(username: string, userAgent?: string): Someone {
    const person = new Someone(this, username, userAgent);
    this.people.push(person);
    return person;
  }

  /** Two people who have just become friends, both online. */
  async friends(one: string, other: string): Promise<readonly [Someone, Someone]> {
    const [a, b] = [this.someone(one), this.someone(other)];
    await Promise.all([a.signsUp(), b.signsUp()]);
    await a.befriends(b);
    return [a, b];
  }

  /** A messenger lives on after a failure, so what the ledger refused is asked here. */
  async end(): Promise<void> {
    await Promise.all(this.people.map((person) => person.closesTheBrowser()));
    if (this.ledger.repeated > 0) throw new Error('a key and nonce were used twice');
  }

  /** The services as one browser profile sees them; `failNext` loses answers or requests. */
  api(faults: ApiFaults): Api {
    const social = withFaults(this.social.client(), faults);
    const links = withFaults(this.social.links.client(), faults);
    const archives = withFaults(this.social.archives.client(), faults);
    return {
      auth: withFaults(this.auth.client(faults), faults),
      social: { ...social, links: async () => links, archives: async () => archives },
    };
  }
}

/**
 * `before`: the request is lost; `after`: the service did it and the answer is lost; `never`: nobody answers; `busy`: the
 * service is starting; `late`: it did it, after the gateway had given up.
 */
export interface ApiFaults {
  fault: (call: string) => 'before' | 'after' | 'never' | 'busy' | 'late' | null;
  /** What its browser calls itself. */
  readonly userAgent?: string;
}

function withFaults<T extends object>(api: T, faults: ApiFaults): T {
  return new Proxy(api, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...input: unknown[]) => {
        const fault = faults.fault(String(name));
        if (fault === 'before') throw new ApiError('network');
        if (fault === 'busy') throw new ApiError('unavailable', 503, 1_000);
        if (fault === 'never') return new Promise(() => undefined);
        await Promise.resolve();
        const answer: unknown = await Reflect.apply(method, target, input);
        if (fault === 'after') throw new ApiError('network');
        if (fault === 'late') throw new ApiError('unavailable', 504);
        return answer;
      };
    },
  });
}
