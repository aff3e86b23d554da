import type { CommandName, Commands, ConversationView } from '../../src/messenger/port.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { World } from '../messenger/world/world.ts';
import './late-parts.ts';
import { meet } from './beginning.ts';
import { canary } from './canaries.ts';
import { Chance } from './chance.ts';
import { Device } from './device.ts';
import { CryptoMemory } from './crypto-memory.ts';
import { quickCrypto } from './quick-crypto.ts';
import type { Happening, Script } from './script.ts';
import { changes } from './changes.ts';
import { VirtualTime } from './virtual-time.ts';
import { collect, type Outcome } from './outcome.ts';
import { readsMail, steals, type Loot, type Theft } from './thief.ts';
import { violationsOf } from './verifier.ts';
import { membersKnownTo, Witness } from './witness.ts';

const memory = new CryptoMemory();
/** How long to wait, after all is well again, for what is still on its way; in milliseconds of the virtual clock. */
const PATIENCE_MS = [5_000, 20_000, 60_000, 300_000, 3_600_000, 86_400_000];
const HOUR_MS = 3_600_000;
/**
 * Everybody writes everywhere so often before the end. One message shows what is missing before it. After a theft: the
 * first may carry no new key, the next brings one, the third answers it with one that was made after the theft, the
 * fourth is sealed under both, and so is everything later.
 */
const ROUNDS_AFTER_THEFT = 5;
const LONGEST_LINKING_MINUTES = 30;

/** What may be put between the parts of a world, for tests of the verifier. */
export interface Meddling {
  readonly crypto?: (crypto: CryptoProvider) => CryptoProvider;
  readonly outcome?: (outcome: Outcome) => Outcome;
}

export interface Finished {
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Plays a script and judges what came of it. */
export async function play(script: Script, meddling: Meddling = {}): Promise<Finished> {
  const time = new VirtualTime();
  const restore = time.install();
  try {
    const simulation = await Simulation.begin(script, time, meddling);
    return await simulation.plays();
  } finally {
    restore();
  }
}

export class Simulation {
  readonly world: World;
  readonly time: VirtualTime;
  readonly witness: Witness;
  readonly devices: Device[] = [];
  readonly #script: Script;
  readonly #ways: { time: VirtualTime; chance: Chance };
  readonly #meddling: Meddling;
  readonly #failures: string[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #thefts: Theft[] = [];
  /** Number of the first message of the last closing round. */
  #lastRound = 0;
  /** One device of each person. */
  #people: readonly Device[] = [];
  /** Recovery phrases by username. */
  readonly phrases = new Map<string, string>();
  /** Accounts that are shown no newest list of anybody else. */
  readonly #hiddenFrom = new Set<string>();

  private constructor(
    script: Script,
    world: World,
    witness: Witness,
    ways: { time: VirtualTime; chance: Chance },
    meddling: Meddling,
  ) {
    this.#script = script;
    this.world = world;
    this.witness = witness;
    this.time = ways.time;
    this.#ways = ways;
    this.#meddling = meddling;
  }

  /** People of that shape, signed up and met: all scripts of a shape begin with the very same world. */
  static async begin(script: Script, time: VirtualTime, meddling: Meddling): Promise<Simulation> {
    memory.begins();
    const ways = { time, chance: new Chance(script.shape) };
    const witness = new Witness();
    let randomness = new Chance(`${script.shape}/keys`);
    const quick = witness.canaries.watch(quickCrypto((target) => randomness.fill(target), memory));
    const world = await World.begin(meddling.crypto?.(quick) ?? quick);
    witness.observes(world);
    // Days pass, and nothing that a script does is found out by silence.
    world.relay.pingIntervalMs = HOUR_MS;
    const simulation = new Simulation(script, world, witness, ways, meddling);
    await time.until('the beginning', simulation.#meet());
    memory.parts();
    ways.chance = new Chance(`${script.seed}/ways`);
    randomness = new Chance(`${script.seed}/keys`);
    return simulation;
  }

  async plays(): Promise<Finished> {
    for (const happening of this.#script.happenings) {
      await this.time.pass(happening.after);
      this.count(happening.what);
      if (happening.what === 'time passes') await this.time.pass(happening.hours * HOUR_MS);
      this.#happens(happening);
    }
    const violations = await this.#endsWell();
    const { messages } = this.witness;
    return {
      violations: [...this.#failures, ...violations],
      counts: {
        ...this.#counts,
        runs: 1,
        steps: this.time.steps,
        devices: this.devices.length,
        messages: messages.length,
        accepted: messages.filter(({ acceptedAt }) => acceptedAt !== null).length,
      },
    };
  }

  // ---- the beginning --------------------------------------------------------------------------

  async #meet(): Promise<void> {
    this.#people = await meet(this, this.#script.shape);
    for (const device of this.devices) for (const room of open(device)) this.#writes(device, room);
    await this.time.sleep(5_000);
    this.#truthfully();
  }

  /** The service shows every list, but to those from whom the script hides the newest. */
  #truthfully(): void {
    this.world.social.shows = (reader, account, genuine) =>
      this.#hiddenFrom.has(reader) && reader !== account && genuine.length > 1
        ? genuine.slice(0, -1)
        : genuine;
  }

  #notesWithheld(): void {
    const { witness } = this;
    witness.withheld.push({ at: witness.now(), is: [...this.#hiddenFrom] });
  }

  /** One more browser of that person. */
  device(username: string): Device {
    const name = `${username} ${this.world.people.filter((each) => each.username === username).length + 1}`;
    const device = new Device(this.world, username, name, this.#ways, (from, frame) =>
      this.witness.left(from, frame),
    );
    device.road.slowMs = 50;
    this.world.people.push(device);
    this.devices.push(device);
    return device;
  }

  /** It takes part no more, or not yet. */
  leaves(device: Device): void {
    this.devices.splice(this.devices.indexOf(device), 1);
  }

  // ---- what happens ---------------------------------------------------------------------------

  #happens(event: Happening): void {
    const { relay } = this.world;
    if (event.what === 'relay') return void relay.faults.push(event.fault);
    if (event.what === 'relay releases') return relay.release();
    if (event.what === 'time passes') return;
    if (event.what === 'old lists') {
      const reader = this.#chosen(this.#people, event.whom).accountId;
      if (event.shown) this.#hiddenFrom.add(reader);
      else this.#hiddenFrom.delete(reader);
      return this.#notesWithheld();
    }
    const device = this.#chosen(this.devices, event.who);
    switch (event.what) {
      case 'writes':
        return this.#writes(device, this.#chosen(open(device), event.where));
      case 'looks':
        return this.#looks(device);
      case 'locks':
        return this.#locks(device);
      case 'loses connection':
        return device.loses();
      case 'crashes':
        return this.#crashes(device, event);
      case 'network':
        device.road.cut = !event.up;
        return event.up ? undefined : device.loses();
      case 'slow':
        device.road.slowMs = event.ms;
        return;
      case 'call lost':
        device.road.losses.push(event.loss);
        return;
      case 'news lost':
        device.road.deaf = event.lost;
        return;
      case 'mail again':
        return relay.replays(device.deviceId);
      case 'steals':
        if (isReady(device)) this.#thefts.push(steals(this.world, device));
        return;
      case 'group':
      case 'links':
      case 'signs out':
      case 'recovers':
      case 'loses device':
        if (isReady(device)) changes(this, device, event);
    }
  }

  #writes(device: Device, room: ConversationView | undefined): void {
    if (!room) return;
    const { roomId } = room;
    const message = this.witness.written({
      by: device.name,
      accountId: device.accountId,
      roomId,
      knew: membersKnownTo(device, roomId) ?? [],
    });
    const body = `${device.name} writes ${canary(message.number)}`;
    this.commands(device, 'sendText', { roomId, body }, (outcome) => {
      message.outcome = outcome === 'ok' ? 'stored' : 'refused';
    });
  }

  #looks(device: Device): void {
    const [room] = open(device);
    if (room) this.commands(device, 'focus', { roomId: room.roomId, active: true });
  }

  #locks(device: Device): void {
    if (isReady(device)) this.commands(device, 'lock', {}, () => void device.comesBack());
  }

  #crashes(device: Device, event: Extract<Happening, { readonly what: 'crashes' }>): void {
    if (!isReady(device)) return;
    device.willCrash(event.commits, event.stored, () => {
      this.count('crash at a commit');
      this.time.after(event.downMs, () => void device.comesBack());
    });
  }

  /** Commands of people: what they come to is noted, and nobody waits. */
  commands<N extends CommandName>(
    device: Device,
    name: N,
    input: Parameters<Commands[N]>[0],
    then: (outcome: string) => void = () => undefined,
  ): void {
    const does = async () => {
      const outcome = await device.tries(name, input);
      this.count(`${name}: ${outcome}`);
      if (outcome === 'internal') this.#failures.push(`${device.name}: ${name} failed inside`);
      then(outcome);
    };
    void does();
  }

  #chosen<T>(all: readonly T[], number: number): T {
    // Callers say what they do without one.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return all[number % Math.max(1, all.length)] as T;
  }

  count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  // ---- the end --------------------------------------------------------------------------------

  async #endsWell(): Promise<readonly string[]> {
    const { relay } = this.world;
    relay.faults.length = 0;
    this.#hiddenFrom.clear();
    this.#notesWithheld();
    relay.release();
    for (const device of this.devices) {
      Object.assign(device.road, { cut: false, slowMs: 50, deaf: false });
      device.road.losses.length = 0;
      device.willNotCrash();
      // Whoever missed that the network is back would only try later.
      device.loses();
    }
    await this.time.pass(60_000);
    const rounds = this.#thefts.length > 0 ? ROUNDS_AFTER_THEFT : 1;
    for (let round = 1; round <= rounds; round++) {
      this.#lastRound = this.witness.messages.length;
      for (const device of this.devices) for (const room of open(device)) this.#writes(device, room);
      await this.time.pass(10_000);
      // Who just links holds mail up for some minutes; only a round trip that was completed heals.
      if (rounds > 1) await this.#arrives();
    }
    let violations: readonly string[] = [];
    for (const ms of PATIENCE_MS) {
      await this.time.pass(ms);
      const outcome = await this.time.until('all is read', this.#outcome());
      violations = violationsOf(this.#meddling.outcome?.(outcome) ?? outcome);
      if (violations.length === 0) break;
    }
    await this.time.until('all is closed', Promise.all(this.devices.map((each) => each.closesTheBrowser())));
    return violations;
  }

  async #arrives(): Promise<void> {
    for (let minute = 0; minute < LONGEST_LINKING_MINUTES && this.#isUnderWay(); minute++) {
      await this.time.pass(60_000);
    }
  }

  #isUnderWay(): boolean {
    return this.witness.messages
      .slice(this.#lastRound)
      .some(({ outcome, acceptedAt }) => outcome === 'stored' && acceptedAt === null);
  }

  async #outcome(): Promise<Outcome> {
    const outcome = await collect(this.world, this.devices, this.witness);
    const loot: Loot[] = [];
    for (const theft of this.#thefts) loot.push(await readsMail(this.world, this.#ways, this.witness, theft));
    return { ...outcome, loot, lastRound: this.#lastRound };
  }
}

const isReady = (device: Device) => device.snapshot?.phase.at === 'ready';

/** Where that device can write. */
function open(device: Device): readonly ConversationView[] {
  if (!isReady(device)) return [];
  return (device.snapshot?.conversations ?? []).filter((each) => each.open);
}
