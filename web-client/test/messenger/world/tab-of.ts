import type { Store } from '../../../src/messenger/ports/store.ts';
import type { Profile, ProfileTab } from './profile.ts';
import { Someone } from './someone.ts';
import type { World } from './world.ts';

/** One tab of somebody's browser; all of them share its disk. */
export class TabOf extends Someone {
  readonly tab: ProfileTab;

  constructor(world: World, owner: Someone, profile: Profile, build?: string) {
    super(world, owner.username, owner.userAgent, owner.api);
    world.people.push(this);
    this.disk = owner.disk;
    this.tab = profile.tab(build);
    this.lock = this.tab.lock;
    this.tabs = this.tab.port;
    this.wrapStore = (store) => mortal(store, () => this.tab.alive);
  }

  override dies(): void {
    this.tab.dies();
    super.dies();
  }
}

/** Nothing is written once its process is gone, and nobody is there to hear of it. */
function mortal(store: Store, alive: () => boolean): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...input: unknown[]): unknown => {
        if (name === 'close') return undefined;
        if (!alive()) return new Promise(() => undefined);
        return Reflect.apply(method, target, input);
      };
    },
  });
}
