import {
  accountId,
  fromUuid,
  verifyDeviceList,
  type MembershipChange,
  type VerifiedLog,
} from '../../src/protocol/index.ts';
import type { Person } from '../../src/messenger/port.ts';
import type { Api } from '../../src/messenger/ports/api.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { joins } from '../messenger/world/gathering.ts';
import { alarmsIn } from '../messenger/world/peek.ts';
import type { Someone } from '../messenger/world/someone.ts';
import { World } from '../messenger/world/world.ts';
import { canariesIn, canary } from '../simulator/canaries.ts';
import { Chance } from '../simulator/chance.ts';
import { CryptoMemory } from '../simulator/crypto-memory.ts';
import { Device } from '../simulator/device.ts';
import '../simulator/late-parts.ts';
import { quickCrypto } from '../simulator/quick-crypto.ts';
import { VirtualTime } from '../simulator/virtual-time.ts';
import { Witness } from '../simulator/witness.ts';

/** `friends`: Alice and Bob; `group`: they and Carol, and the group of the three, which is Alice's. */
export type Setting = 'friends' | 'group';

const memory = new CryptoMemory();
/** As long as a client tries the same again a few times. */
const A_WHILE_MS = 120_000;
const PATIENCE_MS = 600_000;
const LONGEST_STORY_MS = 10_000_000;

/**
 * A server that a test makes lie, and people who use it, in virtual time. It keeps all that it is given, and every key that
 * anybody makes for whatever is written here is counted.
 */
export class Stage {
  readonly time: VirtualTime;
  readonly world: World;
  readonly witness = new Witness();
  readonly #ways: { readonly time: VirtualTime; readonly chance: Chance };
  /** Numbers of messages whose text the server saw as it is. */
  readonly #plain = new Set<number>();
  /** The devices of people; everything else that has an id is the server's. */
  readonly #genuine = new Set<string>();
  /** As they described themselves. */
  #people: ReadonlyMap<string, Person> = new Map();
  alice: Device;
  bob: Device;
  carol: Device | null = null;
  /** The group, or the conversation of Alice and Bob. */
  roomId = '';

  private constructor(world: World, time: VirtualTime) {
    this.world = world;
    this.time = time;
    this.#ways = { time, chance: new Chance('stage') };
    this.witness.observes(world);
    const api = world.api.bind(world);
    world.api = (faults) => this.#recorded(api(faults));
    [this.alice, this.bob] = [this.browser('alice'), this.browser('bob')];
  }

  /** Plays it on a stage of its own. */
  static async opens(setting: Setting, story: (stage: Stage) => Promise<void>): Promise<void> {
    const time = new VirtualTime();
    const restore = time.install();
    try {
      const chance = new Chance('stage keys');
      const canaries = new Witness().canaries;
      const world = await World.begin(canaries.watch(quickCrypto((target) => chance.fill(target), memory)));
      const stage = new Stage(world, time);
      Object.assign(stage.witness, { canaries });
      await time.until('the end', stage.#plays(setting, story), LONGEST_STORY_MS);
    } finally {
      restore();
    }
  }

  /** One more browser of somebody. */
  browser(username: string): Device {
    const name = `${username} ${this.world.people.length + 1}`;
    const device = new Device(this.world, username, name, this.#ways, (from, frame) => {
      for (const number of canariesIn(frame)) this.#plain.add(number);
      this.witness.left(from, frame);
    });
    this.world.people.push(device);
    return device;
  }

  // ---- what people do -------------------------------------------------------------------------

  /** Somebody writes what nobody else may read. @returns the number of the message */
  async secret(by: Device, roomId: string = this.roomId): Promise<number> {
    const { number } = this.witness.written({ by: by.name, accountId: by.accountId, roomId, knew: [] });
    await by.does('sendText', { roomId, body: canary(number) });
    return number;
  }

  /** Waits until somebody's conversation has alarms. @returns their codes */
  async alarms(who: Someone, roomId: string = this.roomId): Promise<string> {
    const codes = await this.eventually(`${who.username} is alarmed`, async () => {
      const standing = await alarmsIn(who, roomId);
      return standing.length > 0 ? standing : undefined;
    });
    return [...new Set(codes)].toSorted().join(', ');
  }

  has(who: Someone, number: number, roomId: string = this.roomId): Promise<void> {
    return this.eventually(`${who.username} has message ${number}`, async () =>
      (await who.bodies({ roomId })).includes(canary(number)) ? null : undefined,
    ).then(() => undefined);
  }

  /** Looks again and again. @throws when it does not happen within ten minutes of this stage */
  async eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (
      const giveUpAt = this.time.nowMs + PATIENCE_MS;
      this.time.nowMs < giveUpAt;
      await this.time.sleep(500)
    ) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`never happened: ${what}`);
  }

  aWhile(): Promise<void> {
    return this.time.sleep(A_WHILE_MS);
  }

  // ---- what came of it ------------------------------------------------------------------------

  /** How often somebody made a key for that message. */
  keysOf(number: number): number {
    return this.witness.given.filter((each) => each.number === number).length;
  }

  /** With all that the server holds and all keys of its own. */
  leaks(): readonly string[] {
    this.#remembers();
    const toServer = this.witness.given.filter(({ to }) => !this.#genuine.has(to));
    return [
      ...[...this.#plain].map((number) => `message ${number} as it is`),
      ...toServer.map(({ number, to }) => `a key of message ${number} for ${to}`),
    ];
  }

  // ---- what the server does -------------------------------------------------------------------

  lists(of: Someone): readonly Uint8Array[] {
    return this.world.social.lists.get(of.accountId) ?? [];
  }

  newest(of: Someone): Uint8Array {
    return this.lists(of).at(-1) ?? new Uint8Array();
  }

  /** Another list of the same devices, made with the account's own keys; another one each time. */
  successor(of: Someone, after: Uint8Array = this.newest(of)): Promise<Uint8Array> {
    return this.world.traitor.successor(of.accountId, after, this.world.nowMs++);
  }

  /** What `reader` is shown of the lists of `of`. */
  shows(reader: Someone, of: Someone, lists: readonly Uint8Array[]): void {
    this.world.social.shows = (who, account, genuine) =>
      who === reader.accountId && account === of.accountId ? lists : genuine;
    this.tellsOfLists(of);
  }

  tellsOfLists(of: Someone): void {
    const everybody = this.world.people.map(({ accountId: account }) => account);
    this.world.social.onChanged(Topic.DEVICES, everybody, of.accountId);
  }

  publishes(of: Someone, lists: readonly Uint8Array[]): void {
    this.world.social.lists.set(of.accountId, [...lists]);
    this.tellsOfLists(of);
  }

  showsLog(reader: Someone, log: (entries: readonly Uint8Array[]) => readonly Uint8Array[]): void {
    this.world.social.groups.shows = (who, _room, entries) =>
      who === reader.accountId ? log(entries) : entries;
    this.world.social.onChanged(Topic.ROOMS, [reader.accountId], null);
  }

  /** Gives everybody the names of one for the other's. */
  swaps(one: Someone, other: Someone): void {
    const { people } = this.world.social;
    for (const person of swapped(people, one, other).values()) people.set(person.accountId, person);
    this.#tellsOfRooms();
  }

  /** The same for one reader, and in groups alone. */
  swapsInGroups(reader: Someone, one: Someone, other: Someone): void {
    const { people, groups } = this.world.social;
    const shown = swapped(people, one, other);
    const lie = (person: Person) => shown.get(person.accountId) ?? person;
    groups.lists = (who, genuine) =>
      who === reader.accountId
        ? genuine.map((room) => ({ ...room, members: room.members.map(lie) }))
        : genuine;
    this.#tellsOfRooms();
  }

  /** A friend of Alice's from now on, whom the server calls like that one. */
  async impostor(of: Someone): Promise<Device> {
    const mallory = this.browser('mallory');
    await mallory.signsUp();
    const [genuine, own] = [of, mallory].map(({ accountId: account }) =>
      this.world.social.people.get(account),
    );
    if (!genuine || !own) throw new Error('both have a profile');
    this.#people = new Map([...this.#people, [mallory.accountId, own]]);
    this.world.social.people.set(mallory.accountId, { ...genuine, accountId: mallory.accountId });
    await mallory.does('sendFriendRequest', { username: this.alice.username });
    await this.alice.sees('the request', ({ incoming }) => incoming.length > 0);
    await this.alice.does('acceptRequest', { requestId: this.alice.snapshot?.incoming[0]?.requestId ?? '' });
    return mallory;
  }

  /** From now on. */
  tellsTheTruth(): void {
    const { social } = this.world;
    for (const person of this.#people.values()) social.people.set(person.accountId, person);
    social.groups.lists = (_reader, genuine) => genuine;
    social.shows = (_reader, _account, genuine) => genuine;
    social.groups.shows = (_reader, _room, entries) => entries;
    for (const { accountId: account } of this.world.people) {
      social.onChanged(
        Topic.DEVICES,
        this.world.people.map((each) => each.accountId),
        account,
      );
      social.onChanged(Topic.ROOMS, [account], null);
    }
  }

  get log(): VerifiedLog {
    const kept = this.world.social.groups.kept.get(this.roomId);
    if (!kept) throw new Error('there is a group');
    return kept.log;
  }

  /** An entry after the newest, in that person's name; signed with another key where one is given. */
  entry(
    by: Pick<Someone, 'accountId'>,
    change: MembershipChange,
    signedBy?: Uint8Array,
  ): Promise<Uint8Array> {
    const list = this.world.social.lists.get(by.accountId)?.at(-1) ?? new Uint8Array();
    return this.world.traitor.entry(by.accountId, list, this.log, change, signedBy);
  }

  async verified({ accountId: account }: Pick<Someone, 'accountId'>) {
    const list = this.world.social.lists.get(account)?.at(-1) ?? new Uint8Array();
    return verifyDeviceList(this.world.crypto, accountId(fromUuid(account)), list);
  }

  // ---------------------------------------------------------------------------------------------

  async #plays(setting: Setting, story: (stage: Stage) => Promise<void>): Promise<void> {
    const { alice, bob } = this;
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    await alice.befriends(bob);
    this.roomId = alice.conversation.roomId;
    if (setting === 'group') await this.#gather();
    this.#remembers();
    this.#people = new Map(this.world.social.people);
    await story(this);
    await this.world.end();
  }

  async #gather(): Promise<void> {
    const carol = this.browser('carol');
    this.carol = carol;
    await carol.signsUp();
    await this.alice.befriends(carol);
    const input = { name: 'Trio', description: '', usernames: ['bob', 'carol'] };
    const { roomId } = await this.alice.does('createGroup', input);
    this.roomId = roomId;
    for (const guest of [this.bob, carol]) await joins(guest, roomId);
    for (const each of [this.alice, this.bob, carol]) {
      await each.sees('all three', () => each.group.members.length === 3);
    }
  }

  #tellsOfRooms(): void {
    const everybody = this.world.people.map(({ accountId: account }) => account);
    this.world.social.onChanged(Topic.ROOMS, everybody, null);
  }

  #remembers(): void {
    for (const { deviceId } of this.world.people) this.#genuine.add(deviceId);
  }

  #recorded({ auth, social }: Api): Api {
    const record = <T extends object>(api: T): T =>
      new Proxy(api, {
        get: (target, name, receiver) => {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return (...input: unknown[]): unknown => {
            this.#scan(input);
            return Reflect.apply(method, target, input);
          };
        },
      });
    return {
      auth: record(auth),
      social: { ...record(social), links: async () => record(await social.links()) },
    };
  }

  #scan(value: unknown): void {
    if (value instanceof Uint8Array) for (const number of canariesIn(value)) this.#plain.add(number);
    else if (typeof value === 'string') this.#scan(Buffer.from(value));
    else if (typeof value === 'object' && value !== null)
      Object.values(value).forEach((each) => this.#scan(each));
  }
}

function swapped(
  people: ReadonlyMap<string, Person>,
  one: Someone,
  other: Someone,
): ReadonlyMap<string, Person> {
  const [first, second] = [people.get(one.accountId), people.get(other.accountId)];
  if (!first || !second) throw new Error('both have a profile');
  return new Map([
    [one.accountId, { ...second, accountId: one.accountId }],
    [other.accountId, { ...first, accountId: other.accountId }],
  ]);
}
