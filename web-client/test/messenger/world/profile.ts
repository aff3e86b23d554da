import type { TabChannel, TabLock, TabsPort } from '../../../src/messenger/ports/platform.ts';

interface Holder {
  readonly tab: ProfileTab;
  readonly lost: () => void;
}

interface Waiter extends Holder {
  readonly granted: () => void;
}

/** Web Locks and a BroadcastChannel of one browser profile; answers come in later turns, copies only. */
export class Profile {
  readonly #locks = new Map<string, { held: Holder | null; waiting: Waiter[] }>();
  readonly #tabs = new Set<ProfileTab>();

  tab(build = 'build'): ProfileTab {
    const tab = new ProfileTab(this, build);
    this.#tabs.add(tab);
    return tab;
  }

  /** The tab that works. */
  get holder(): ProfileTab | undefined {
    return this.#lock('tacet').held?.tab;
  }

  lockOf(tab: ProfileTab, name: string): TabLock {
    const lock = this.#lock(name);
    return {
      acquire: async ({ steal, lost }) => {
        await Promise.resolve();
        if (lock.held && !steal) return false;
        const robbed = lock.held;
        lock.held = { tab, lost };
        robbed?.tab.later(robbed.lost);
        return true;
      },
      waitFor: (granted, lost) => {
        const waiter = { tab, granted, lost };
        lock.waiting.push(waiter);
        this.#grant(name);
        return () => {
          lock.waiting = lock.waiting.filter((each) => each !== waiter);
        };
      },
      release: () => {
        if (lock.held?.tab !== tab) return;
        lock.held = null;
        this.#grant(name);
      },
    };
  }

  tell(from: ProfileTab, channel: string, message: unknown): void {
    for (const tab of this.#tabs) {
      if (tab === from || !tab.listens(channel)) continue;
      const copy: unknown = structuredClone(message);
      tab.later(() => tab.hears(channel, copy));
    }
  }

  /** Whatever it held is free again, and nobody hears of it any more. */
  drop(tab: ProfileTab): void {
    this.#tabs.delete(tab);
    for (const [name, lock] of this.#locks) {
      lock.waiting = lock.waiting.filter((each) => each.tab !== tab);
      if (lock.held?.tab === tab) lock.held = null;
      this.#grant(name);
    }
  }

  #lock(name: string) {
    const lock = this.#locks.get(name) ?? { held: null, waiting: [] };
    this.#locks.set(name, lock);
    return lock;
  }

  #grant(name: string): void {
    const lock = this.#lock(name);
    if (lock.held) return;
    const next = lock.waiting.shift();
    if (!next) return;
    lock.held = next;
    next.tab.later(next.granted);
  }
}

/** What one tab has of its profile. */
export class ProfileTab {
  readonly lock: TabLock;
  readonly port: TabsPort;
  readonly #profile: Profile;
  readonly #listeners = new Map<string, (message: unknown) => void>();
  #alive = true;
  #frozen: (() => void)[] | null = null;
  #unsaid: (() => void)[] = [];

  constructor(profile: Profile, build: string) {
    this.#profile = profile;
    this.lock = profile.lockOf(this, 'tacet');
    const open = (name: string): TabChannel => ({
      tell: (message) => this.#says(name, message),
      hear: (listener) => void this.#listeners.set(name, listener),
      close: () => {
        // The last thing a tab does that is closed.
        if (name === 'lobby') profile.drop(this);
      },
    });
    this.port = { open, build, lockOf: (name) => profile.lockOf(this, `tab ${name}`) };
  }

  get alive(): boolean {
    return this.#alive;
  }

  listens(channel: string): boolean {
    return this.#listeners.has(channel);
  }

  hears(channel: string, message: unknown): void {
    this.#listeners.get(channel)?.(message);
  }

  /** What waits for it while it sleeps. */
  get unheard(): number {
    return this.#frozen?.length ?? 0;
  }

  later(run: () => void): void {
    setTimeout(() => {
      if (!this.#alive) return;
      if (this.#frozen) this.#frozen.push(run);
      else run();
    }, 0);
  }

  /** The browser gives it no time: what it is told waits, and so does what it would say. */
  freezes(): void {
    this.#frozen ??= [];
  }

  thaws(): void {
    const waiting = this.#frozen ?? [];
    const unsaid = this.#unsaid;
    this.#frozen = null;
    this.#unsaid = [];
    for (const run of [...unsaid, ...waiting]) this.later(run);
  }

  /** What it was told while it slept is lost, as when a page is put away for a long time. */
  forgets(): void {
    if (this.#frozen) this.#frozen = [];
  }

  /** As SIGKILL. */
  dies(): void {
    this.#alive = false;
    this.#profile.drop(this);
  }

  #says(channel: string, message: unknown): void {
    if (!this.#alive) return;
    const copy: unknown = structuredClone(message);
    if (this.#frozen) this.#unsaid.push(() => this.#profile.tell(this, channel, copy));
    else this.#profile.tell(this, channel, copy);
  }
}
