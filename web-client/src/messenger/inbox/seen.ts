import { limits } from '../../protocol/index.ts';
import { deviceName } from '../devices/device-name.ts';
import type { Clock } from '../ports/platform.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { Envelope } from './envelope-opener.ts';
import { ENVELOPES_SEEN, pageSuffix, type SeenEnvelopes } from './records.ts';

/** The relay keeps mail for 45 days; what was taken in longer ago than this cannot be delivered again. */
const FORGET_AFTER_MS = limits.PREKEY_RETENTION_MS;
/** Deleted in one commit: reading on stays possible in between. */
const BATCH = 500;
/** Envelopes of one record, 2.5 kB of them: mail that waited is hundreds from one device, and each record of its own would cost as much. */
const PAGE_IDS = 64;
/** Sending devices whose envelopes are in memory; a batch has 100 at most. */
const MAX_IN_MEMORY = 512;

/** What one sending device had taken in here. */
interface Sender {
  readonly ids: Set<string>;
  /** Its newest record. */
  page: number;
}

/** [F-9] [V-14] Which envelopes were taken in: the relay may deliver them again for as long as it keeps mail. */
export class Seen {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  /** In the order of last use. */
  readonly #senders = new Map<string, Sender>();
  /** Earlier clients had a record for each envelope: whether the last sweep found none of those. */
  readonly #paged = new Cell<{ readonly all: boolean }>('seen', 1, { all: false });

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  load(): Promise<void> {
    return this.#paged.load(this.#ledger);
  }

  /** Each envelope once, without those that an earlier commit took in. Not while one of these commits is under way. */
  async unseen(envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
    const once = [...new Map(envelopes.map((each) => [nameOf(each), each])).values()];
    await Promise.all([...new Set(once.map(senderOf))].map((sender) => this.#senderOf(sender)));
    const fresh: Envelope[] = [];
    for (const each of once) {
      const { ids } = await this.#senderOf(senderOf(each));
      if (!ids.has(each.envelopeId)) fresh.push(each);
    }
    return this.#paged.value.all ? fresh : this.#withoutSingles(fresh);
  }

  /** It is taken in with this commit. */
  async mark(tx: Work, envelope: Envelope): Promise<void> {
    const name = senderOf(envelope);
    const { envelopeId } = envelope;
    let { page } = await this.#senderOf(name);
    let before = await tx.read(ENVELOPES_SEEN, name, pageSuffix(page));
    while (before && before.ids.length >= PAGE_IDS) {
      page++;
      before = await tx.read(ENVELOPES_SEEN, name, pageSuffix(page));
    }
    const ids = [...(before?.ids ?? []), envelopeId];
    tx.put(ENVELOPES_SEEN, name, { name, page, ids, atMs: this.#clock.now() }, pageSuffix(page));
    tx.afterwards(() => {
      const sender = this.#senders.get(name);
      if (!sender) return;
      sender.ids.add(envelopeId);
      sender.page = Math.max(sender.page, page);
    });
  }

  /** Forgets what cannot come again. */
  async sweep(nowMs: number): Promise<void> {
    const all = await this.#ledger.readAll(ENVELOPES_SEEN);
    const isOld = ({ atMs }: SeenEnvelopes) => nowMs - atMs >= FORGET_AFTER_MS;
    const old = all.filter(isOld);
    for (let at = 0; at < old.length; at += BATCH) {
      await this.#ledger.transact(async (tx) => {
        for (const { name, page } of old.slice(at, at + BATCH)) {
          const suffix = page === null ? '' : pageSuffix(page);
          // Read again: it may have got another one since.
          const now = await tx.read(ENVELOPES_SEEN, name, suffix);
          if (now && isOld(now)) tx.delete(ENVELOPES_SEEN, name, suffix);
        }
      });
    }
    const isPaged = all.every((each) => each.page !== null || old.includes(each));
    if (isPaged && !this.#paged.value.all) {
      await this.#ledger.transact((tx) => this.#paged.set(tx, { all: true }));
    }
  }

  async #senderOf(name: string): Promise<Sender> {
    const known = this.#senders.get(name) ?? (await this.#read(name));
    this.#senders.delete(name);
    this.#senders.set(name, known);
    for (const longestUnused of this.#senders.keys()) {
      if (this.#senders.size <= MAX_IN_MEMORY) break;
      this.#senders.delete(longestUnused);
    }
    return known;
  }

  async #read(name: string): Promise<Sender> {
    const pages = await this.#ledger.readSuffixes(ENVELOPES_SEEN, name, ALL_PAGES);
    const ids = new Set(pages.flatMap((each) => each.ids));
    return { ids, page: pages.at(-1)?.page ?? 0 };
  }

  /** Under both names that earlier clients gave them. */
  async #withoutSingles(envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
    const places = envelopes.flatMap((each) => [{ name: nameOf(each) }, { name: formerNameOf(each) }]);
    const seen = await this.#ledger.readMany(ENVELOPES_SEEN, places);
    return envelopes.filter((_, at) => seen[2 * at] === undefined && seen[2 * at + 1] === undefined);
  }
}

const ALL_PAGES = { from: pageSuffix(0), before: '~' };

/** Envelope ids are scoped to the device that chose them. */
function senderOf({ senderAccountId, senderDeviceId }: Envelope): string {
  return deviceName(senderAccountId, senderDeviceId);
}

function nameOf(envelope: Envelope): string {
  return `${senderOf(envelope)} ${envelope.envelopeId}`;
}

function formerNameOf({ senderDeviceId, envelopeId }: Envelope): string {
  return `${senderDeviceId} ${envelopeId}`;
}
