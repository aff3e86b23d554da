import { fromBinary } from '@bufbuild/protobuf';

import type { MessengerDependencies } from '../../src/messenger/create-messenger.ts';
import type { Api } from '../../src/messenger/ports/api.ts';
import type { Store } from '../../src/messenger/ports/store.ts';
import { ServerFrameSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { PASSWORD, Someone } from '../messenger/world/someone.ts';
import type { World } from '../messenger/world/world.ts';
import { farAway, farSockets, Life, type Road, type Ways } from './network.ts';

/** One browser profile in the simulator: its time, network and disk are the script's. */
export class Device extends Someone {
  readonly name: string;
  readonly road: Road = { cut: false, slowMs: 0, losses: [], deaf: false };
  readonly #ways: Ways;
  readonly #left: (device: Device, frame: Uint8Array) => void;
  /** The device that let it in. */
  openedBy: string | null = null;
  #life = new Life();
  #breaks: () => void = () => undefined;
  /** The power goes out at this commit from now on; `after`: it still reached the disk. */
  #cut: { commits: number; readonly after: boolean; readonly happened: () => void } | null = null;
  /** How many commits its disk has taken. */
  commits = 0;

  constructor(
    world: World,
    username: string,
    name: string,
    ways: Ways,
    left: (device: Device, frame: Uint8Array) => void,
  ) {
    super(world, username, name);
    this.name = name;
    this.#ways = ways;
    this.#left = left;
  }

  get isRunning(): boolean {
    return this.snapshot !== null;
  }

  protected override surroundings(): MessengerDependencies {
    const { world } = this;
    const life = new Life();
    this.#life = life;
    const { sockets, breaks } = farSockets(world.relay, this.#ways, this.road, life, {
      left: (frame) => this.#left(this, frame),
      isNews: (frame) => fromBinary(ServerFrameSchema, frame).frame.case === 'directoryChanged',
    });
    this.#breaks = breaks;
    const { time, chance } = this.#ways;
    return {
      ...super.surroundings(),
      openStore: async () => this.#mortal(this.wrapStore(await this.openStore()), life),
      api: this.#far(life),
      sockets,
      clock: { now: () => time.nowMs + this.clockAheadMs },
      timers: { after: (delayMs, run) => time.after(delayMs, () => life.alive && run()) },
      random: { bytes: (length) => world.crypto.random(length), fraction: () => chance.fraction() },
    };
  }

  /** Its connections break; what was under way is lost. */
  loses(): void {
    this.#breaks();
  }

  /** The power goes out at one of the next commits; `happened` is called then. */
  willCrash(commits: number, after: boolean, happened: () => void): void {
    this.#cut = { commits, after, happened };
  }

  willNotCrash(): void {
    this.#cut = null;
  }

  /** As SIGKILL, this instant. */
  powerCut(): void {
    this.#cut = null;
    this.disk = this.copyOfTheDisk();
    this.#life.ends();
    this.dies();
  }

  async comesBack(): Promise<void> {
    this.opensTheBrowser();
    await this.tries('unlock', { password: PASSWORD });
  }

  #far(life: Life): Api {
    const { auth, social } = this.api;
    const far = <T extends object>(api: T) => farAway(api, this.#ways, this.road, life);
    return { auth: far(auth), social: { ...far(social), links: async () => far(await social.links()) } };
  }

  #mortal(store: Store, life: Life): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...input: unknown[]): unknown => {
          if (!life.alive) return name === 'close' ? undefined : new Promise(() => undefined);
          if (name !== 'commit') return Reflect.apply(method, target, input);
          this.commits++;
          const cut = this.#cut;
          if (!cut || --cut.commits > 0) return Reflect.apply(method, target, input);
          return this.#goesOut(cut, () => Reflect.apply(method, target, input));
        };
      },
    });
  }

  async #goesOut(cut: { readonly after: boolean; readonly happened: () => void }, commit: () => unknown) {
    this.#cut = null;
    if (cut.after) await commit();
    this.powerCut();
    cut.happened();
    return new Promise(() => undefined);
  }
}
