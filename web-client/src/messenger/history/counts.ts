import { uuid } from '../../protocol/index.ts';
import type { Conversation } from '../conversations/records.ts';
import type { MovingDependencies } from './moving.ts';
import { nextPage } from './pages.ts';

/** What a conversation has to send. */
interface Counted {
  readonly parts: number;
  readonly entries: number;
}

/** Valid for as long as the conversation is as long as it was. */
interface Known extends Counted {
  readonly length: number;
}

/**
 * [D-10] How much there is to send, which tells only reading all of it. A conversation that was counted is not read again
 * while nothing is added to it; that one of its entries became a text since then is put right with its last part.
 */
export class Counts {
  readonly #deps: MovingDependencies;
  readonly #known = new Map<string, Known>();

  constructor(deps: MovingDependencies) {
    this.#deps = deps;
  }

  /** Ahead of time, for as long as there is a connection. */
  async all(): Promise<void> {
    const { conversations, history } = this.#deps;
    for (const row of conversations.table.all()) {
      if (!history.isOnline) return;
      if (row.kind !== 'self') await this.of(row);
    }
  }

  async of(row: Conversation): Promise<Counted> {
    const { older = 0, messageCount, roomId } = row;
    const length = older + messageCount;
    const known = this.#known.get(roomId);
    // One that had nothing is left out: it is looked at once more.
    if (known?.length === length && known.parts > 0) return known;
    const counted = { ...(await this.#read(row)), length };
    this.#known.set(roomId, counted);
    return counted;
  }

  async #read(row: Conversation): Promise<Counted> {
    const { ledger, device } = this.#deps;
    let parts = 0;
    let entries = 0;
    let at = row.messageCount;
    for (let isLast = false; !isLast;) {
      const page = await nextPage(ledger, uuid(device.public.deviceId), row, at);
      ({ before: at, isLast } = page);
      parts += page.part ? 1 : 0;
      entries += page.part?.entries.length ?? 0;
    }
    return { parts, entries };
  }
}
