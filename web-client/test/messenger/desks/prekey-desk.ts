import { VerificationError } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { Bundles, type BundlesDependencies, type Recipient } from '../../../src/messenger/devices/bundles.ts';
import { nameOfDevice } from '../../../src/messenger/devices/device-name.ts';
import { DeviceListsUnavailable } from '../../../src/messenger/devices/list-chain.ts';
import { PrekeysMissing } from '../../../src/messenger/devices/missing-prekeys.ts';
import type { Due } from '../../../src/messenger/devices/pairs.ts';
import { Backoff } from '../../../src/messenger/kernel/backoff.ts';
import { ApiError } from '../../../src/messenger/ports/api.ts';
import { limits, uuid, type DevicePublic } from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../../protocol/ledger.ts';
import { bundleOf, MONDAY_MS, settledPerson, type Person } from '../../protocol/people.ts';

/** What the service says when it is asked for a device's prekeys. */
type Says =
  | 'found'
  | 'not-found'
  | 'rate-limited'
  | 'throttled'
  | 'forbidden'
  | 'network'
  | 'what does not hold';

export const to = (whom: Person, writtenAtMs: number | null = MONDAY_MS): Recipient => ({
  device: whom.certified,
  writtenAtMs,
});

/** Alice's bundles, with a service that says what a test put there of the devices of three others. */
export class PrekeyDesk {
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
  readonly eve: Person;
  readonly bundles: Bundles;
  now = MONDAY_MS;
  readonly says = new Map<Person, Says>();
  readonly due = new Map<Person, Due>();
  /** How many sessions there were with any of them. */
  generation = 0;
  lists: Says = 'found';
  /** Devices in the order in which they were asked for. */
  readonly asked: Person[] = [];
  /** Accounts whose lists were asked for. */
  readonly refreshed: string[] = [];

  static async open(): Promise<PrekeyDesk> {
    const crypto = await watchedCrypto();
    const alice = await settledPerson(crypto);
    const bob = await settledPerson(crypto);
    const carol = await settledPerson(crypto);
    return new PrekeyDesk(crypto, alice, bob, carol, await settledPerson(crypto));
  }

  private constructor(crypto: CryptoProvider, alice: Person, bob: Person, carol: Person, eve: Person) {
    [this.alice, this.bob, this.carol, this.eve] = [alice, bob, carol, eve];
    const byId = (id: string) =>
      [bob, carol, eve].find(({ certified }) => uuid(certified.deviceId) === id) ?? bob;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    this.bundles = new Bundles({
      crypto,
      device: alice.device,
      clock: { now: () => this.now },
      pairs: {
        due: async ({ deviceId: id }: DevicePublic) => this.due.get(byId(uuid(id))) ?? null,
        with: async () => ({
          counters: { x25519Signed: 0, mlKemLastResort: 0 },
          generation: this.generation,
        }),
      },
      lists: {
        refresh: async (account: string) => {
          this.refreshed.push(account);
          if (this.lists === 'network') throw new ApiError('network');
          if (this.lists === 'not-found') throw new DeviceListsUnavailable(true);
        },
      },
      login: { authorised: <T>(call: (token: string) => Promise<T>) => call('') },
      social: {
        prekeyBundle: async (_token: string, _account: string, id: string) => {
          const whose = byId(id);
          this.asked.push(whose);
          const said = this.says.get(whose) ?? 'found';
          if (said === 'found') return bundleOf(whose);
          if (said === 'what does not hold') throw new VerificationError('signature-invalid');
          if (said === 'throttled') throw new ApiError('rate-limited', 429, limits.PREKEYS_LEAST_WAIT_MS);
          throw new ApiError(said, 0, said === 'rate-limited' ? 3_600_000 : null);
        },
      },
    } as unknown as BundlesDependencies);
  }

  needSessions(...people: readonly Person[]): void {
    for (const each of people) this.due.set(each, 'session');
  }

  gather(...recipients: readonly Recipient[]) {
    return this.bundles.gather(
      recipients,
      recipients.map(({ device }) => device),
    );
  }

  failure(...recipients: readonly Recipient[]): Promise<Error | null> {
    return this.gather(...recipients).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause : new Error('no error', { cause })),
    );
  }

  /** As a room does: asks for the lists of whom it waits for, pauses, and tries again. @returns how long that took */
  async waits(...recipients: readonly Recipient[]): Promise<number> {
    const since = this.now;
    const backoff = new Backoff(250, 30_000, { bytes: () => new Uint8Array(), fraction: () => 0.5 });
    for (let round = 0; round < 50; round++) {
      const cause = await this.failure(...recipients);
      if (cause === null) return this.now - since;
      if (!(cause instanceof PrekeysMissing)) throw cause;
      await this.bundles.refreshLists(cause);
      this.now += Math.min(backoff.next(), this.bundles.restMs(cause));
    }
    throw new Error('waited for ever');
  }

  async beginningOf(whom: Person, ...all: readonly Person[]) {
    return (await this.gather(...all.map((each) => to(each)))).get(nameOfDevice(whom.certified));
  }
}
