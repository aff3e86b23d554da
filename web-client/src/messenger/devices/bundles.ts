import { base64url } from '../../bytes/index.ts';
import { limits, uuid, type DevicePublic, type OurDevice } from '../../protocol/index.ts';
import { atOnce } from '../kernel/at-once.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import {
  AS_IT_IS,
  BLANK,
  fetchBundle,
  type Beginning,
  type BundleSource,
  type FoundBundle,
} from './bundle.ts';
import { nameOfDevice } from './device-name.ts';
import type { DeviceLists } from './device-lists.ts';
import { DeviceListsUnavailable } from './list-chain.ts';
import { MissingPrekeys, PrekeysMissing } from './missing-prekeys.ts';
import type { Pairs } from './pairs.ts';

/** Questions to the services under way at once: a group has up to 256 people, and others want answers too. */
export const ASK_AT_ONCE = 8;
/** A bundle that was not used is kept this long: its prekeys may be replaced meanwhile, though not be deleted. */
const KEPT_MS = 3_600_000;

/** A recipient of what leaves next. */
export interface Recipient {
  readonly device: DevicePublic;
  /** When the youngest of what is for it was written; null if nothing of that may wait, or become a blank. */
  readonly writtenAtMs: number | null;
}

export interface BundlesDependencies extends BundleSource {
  readonly device: OurDevice;
  readonly lists: DeviceLists;
  readonly pairs: Pairs;
  readonly clock: Clock;
}

interface Kept {
  readonly found: FoundBundle;
  readonly atMs: number;
}

/** What became of a question that failed for its device alone: the others are asked for all the same. */
interface Failed {
  readonly cause: unknown;
}

/** Finds what the next messages begin with, and decides how long a device is waited for that has no prekeys, [PK-7]. */
export class Bundles {
  readonly #deps: BundlesDependencies;
  readonly #missing: MissingPrekeys;
  /** Found and not used yet: each may have used up one-time prekeys of theirs. */
  readonly #kept = new Map<string, Kept>();
  readonly #asking = new Map<string, Promise<FoundBundle | null>>();

  constructor(deps: BundlesDependencies) {
    this.#deps = deps;
    this.#missing = new MissingPrekeys(deps.clock);
    // Also when the device has other keys by then, and these again later: their generations begin anew.
    deps.pairs.onBegun = (device) => void this.#kept.delete(nameWithKeys(device));
  }

  /**
   * All are asked for before any is waited for: several that have none are waited for at the same time.
   *
   * @param all devices of the room, those of `recipients` among them
   * @returns for recipients to whom a handshake is due, by {@link nameOfDevice}
   * @throws PrekeysMissing while some are waited for
   */
  async gather(
    recipients: readonly Recipient[],
    all: readonly DevicePublic[],
  ): Promise<ReadonlyMap<string, Beginning>> {
    const found = await atOnce(ASK_AT_ONCE, recipients, (recipient) =>
      this.#beginning(recipient).catch(failedAlone),
    );
    for (const each of found) if (isFailed(each)) throw each.cause;
    const waiting = recipients.filter((_, at) => found[at] === 'waits');
    if (waiting.length > 0) throw new PrekeysMissing(waiting);
    const beginnings = new Map<string, Beginning>();
    for (const [at, { device }] of recipients.entries()) {
      const beginning = found[at];
      if (beginning && beginning !== 'waits' && !isFailed(beginning)) {
        beginnings.set(nameOfDevice(device), beginning);
      }
    }
    if (recipients.some(({ writtenAtMs }) => writtenAtMs !== null)) this.#requireReached(all, beginnings);
    return beginnings;
  }

  async #beginning({ device, writtenAtMs }: Recipient): Promise<Beginning | 'waits' | null> {
    const due = await this.#deps.pairs.due(device);
    if (due === null) {
      // A session began, with this bundle or without: one-time prekeys are for one session alone.
      if (this.#kept.size > 0) this.#kept.delete(nameWithKeys(device));
      this.#missing.found(device);
      return null;
    }
    const kept = await this.#keptFor(device);
    const found = kept ?? (this.#missing.mayAsk(device) ? await this.#ask(device) : null);
    if (found) return found;
    if (due === 'repair') return AS_IT_IS;
    return writtenAtMs === null || this.#missing.isOver(device, writtenAtMs) ? BLANK : 'waits';
  }

  /** What nobody else could read holds up nobody else, and waits. */
  #requireReached(all: readonly DevicePublic[], beginnings: ReadonlyMap<string, Beginning>): void {
    const us = uuid(this.#deps.device.public.accountId);
    const others = all.filter((each) => uuid(each.accountId) !== us);
    const meant = others.length > 0 ? others : all;
    if (meant.length === 0 || !meant.every((each) => beginnings.get(nameOfDevice(each)) === BLANK)) return;
    throw new PrekeysMissing(meant.map((device) => ({ device, writtenAtMs: null })));
  }

  /** All who ask meanwhile share the answer. */
  #ask(device: DevicePublic): Promise<FoundBundle | null> {
    const name = nameWithKeys(device);
    const asking =
      this.#asking.get(name) ?? this.#fetch(device).finally(() => void this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  async #fetch(device: DevicePublic): Promise<FoundBundle | null> {
    try {
      const { counters, generation } = await this.#deps.pairs.with(device);
      const found = { bundle: await fetchBundle(this.#deps, device, counters), generation };
      this.#missing.found(device);
      this.#keep(device, found);
      return found;
    } catch (cause) {
      if (!saysNone(cause, this.#missing.has(device))) throw cause;
      this.#missing.missed(device, cause.retryAfterMs ?? 0);
      return null;
    }
  }

  /** Unless a session has begun since, with it or without. */
  async #keptFor(device: DevicePublic): Promise<FoundBundle | undefined> {
    const kept = this.#kept.get(nameWithKeys(device));
    if (!kept || !this.#isFresh(kept)) return undefined;
    const { generation } = await this.#deps.pairs.with(device);
    return generation === kept.found.generation ? kept.found : undefined;
  }

  #keep(device: DevicePublic, found: FoundBundle): void {
    for (const [name, kept] of this.#kept) if (!this.#isFresh(kept)) this.#kept.delete(name);
    this.#kept.set(nameWithKeys(device), { found, atMs: this.#deps.clock.now() });
  }

  /** [S-11] */
  #isFresh({ atMs }: Kept): boolean {
    return Math.abs(this.#deps.clock.now() - atMs) < KEPT_MS;
  }

  /**
   * The lists that named them, anew: they may name them no longer. That the service has none any more is an answer, too.
   *
   * @throws ApiError when nobody answers
   */
  async refreshLists({ waiting, accounts }: PrekeysMissing): Promise<void> {
    await atOnce(ASK_AT_ONCE, [...accounts], async (account) => {
      try {
        await this.#deps.lists.refresh(account);
      } catch (cause) {
        if (!(cause instanceof DeviceListsUnavailable)) throw cause;
      }
    });
    for (const { device } of waiting) this.#missing.listAsked(device);
  }

  /** Whether they have prekeys nobody says here, since the room is closed: they are asked for at once when it opens again. */
  closedFor({ waiting }: PrekeysMissing): void {
    for (const { device } of waiting) this.#missing.found(device);
  }

  /** Milliseconds until the last of them is waited for no more. */
  restMs({ waiting }: PrekeysMissing): number {
    return Math.max(...waiting.map((each) => this.#missing.restMs(each)));
  }
}

/**
 * [PK-7] That it must not be asked for so often says for now what "none" says, also where nothing is known of the device
 * since this browser was opened: otherwise one device would hold up all. A shorter pause is of all requests: it says nothing
 * of a device, and nothing new of one that had none.
 */
function saysNone(cause: unknown, hadNone: boolean): cause is ApiError {
  if (!(cause instanceof ApiError)) return false;
  const isOfDevice = hadNone || (cause.retryAfterMs ?? 0) > limits.PREKEYS_LEAST_WAIT_MS;
  return cause.code === 'not-found' || (cause.code === 'rate-limited' && isOfDevice);
}

/** @throws what would become of every other question, too: what is not of the device's prekeys is of who asks */
function failedAlone(cause: unknown): Failed {
  if (cause instanceof ApiError) throw cause;
  return { cause };
}

function isFailed(found: Beginning | Failed | 'waits' | null): found is Failed {
  return typeof found === 'object' && found !== null && 'cause' in found;
}

/** [I-2] A bundle is of the keys that its device had then, and counts for no others. */
function nameWithKeys(device: DevicePublic): string {
  const { accountIdentityKey, signingKey, agreementKey } = device;
  return [nameOfDevice(device), ...[accountIdentityKey, signingKey, agreementKey].map(base64url)].join(' ');
}
