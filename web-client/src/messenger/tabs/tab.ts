import type { MessengerDependencies } from '../engine/dependencies.ts';
import type { Engine } from '../engine/engine.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { Result } from '../port.ts';
import type { TabChannel } from '../ports/platform.ts';
import type { Command, Order, Run } from './messages.ts';
import type { Tabs } from './tabs.ts';

/** Windows of messages that a page keeps, `Timeline` of the view model. */
const MAX_ASKED = 40;
/** The rest of the client may have to come over a bad network. */
const FETCH_AGAIN_MS = 2_000;

/**
 * One tab of the browser. Alone it does everything itself; what several need to work together ({@link Tabs}) is fetched
 * when another one is there.
 */
export class Tab {
  readonly #engine: Engine;
  readonly #run: Run;
  readonly #deps: MessengerDependencies;
  readonly #started: Promise<void>;
  /** Where all tabs hear of each other. */
  readonly #lobby: TabChannel | undefined;
  #tabs: Tabs | null = null;
  /** Another tab has the lock; null as long as none ever had it meanwhile. */
  #following: Promise<void> | null = null;
  /** What the page has asked for last: it may have to be told again. */
  #asked: readonly Command[] = [];

  constructor(engine: Engine, run: Run, deps: MessengerDependencies) {
    this.#engine = engine;
    this.#run = run;
    this.#deps = deps;
    this.#lobby = deps.tabs?.open('lobby');
    engine.onFenced = () => void this.#follow();
    this.#started = this.#start();
  }

  async call(command: Command): Promise<Result<unknown>> {
    await this.#started;
    if (command.name === 'messages') this.#asked = [...this.#asked, command].slice(-MAX_ASKED);
    return this.#tabs ? this.#tabs.call(command) : this.#alone(command);
  }

  /** This tab may have slept, and another one work since then: that one does what this one may not any more. */
  async #alone(command: Command): Promise<Result<unknown>> {
    const order = this.#order(command);
    const result = await this.#run(order);
    if (result.ok || result.failure.code !== 'busy' || this.#following === null) return result;
    await this.#following;
    return this.#tabs ? this.#tabs.again(order, result) : result;
  }

  /** A text is known by its id, should it be given twice. */
  #order(command: Command): Order {
    if (command.name !== 'sendText') return { ...command, again: false, behind: 0 };
    const input = { id: freshUuid(this.#deps.crypto), ...command.input };
    const behind = this.#engine.opened?.conversations.get(input.roomId)?.messageCount ?? 0;
    return { name: 'sendText', input, again: false, behind };
  }

  async stop(): Promise<void> {
    await this.#started;
    await this.#tabs?.stop();
    this.#lobby?.close();
    await this.#engine.stop();
  }

  async #start(): Promise<void> {
    const mine = await this.#deps.lock.acquire({ steal: false, lost: () => void this.#follow() });
    this.#lobby?.hear((message) => void this.#heard(message));
    await (mine ? this.#engine.hold() : this.#follow());
  }

  async #heard(message: unknown): Promise<void> {
    try {
      (await this.#together()).heard(message);
    } catch {
      // Without an answer they work without this one.
    }
  }

  #follow(): Promise<void> {
    this.#following = this.#followHolder();
    return this.#following;
  }

  async #followHolder(): Promise<void> {
    try {
      await (await this.#together()).follow();
    } catch {
      this.#engine.show({ at: 'other-tab' });
      this.#deps.timers.after(FETCH_AGAIN_MS, () => void this.#follow());
    }
  }

  async #together(): Promise<Tabs> {
    const late = await import('./tabs.ts');
    this.#tabs ??= new late.Tabs(
      this.#engine,
      this.#run,
      this.#deps,
      this.#lobby,
      this.#started,
      () => freshUuid(this.#deps.crypto),
      () => this.#asked,
    );
    return this.#tabs;
  }
}
