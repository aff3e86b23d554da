import type { Content } from '../../protocol/index.ts';
import { NOWHERE, type Conversation, type StoredMessage } from '../conversations/records.ts';
import type { Invitations } from '../rooms/invitations.ts';
import type { Names } from '../rooms/names.ts';
import type { Work } from '../vault/work.ts';
import type { Arrivals } from './arrivals.ts';
import type { Envelope } from './envelope-opener.ts';

/**
 * Without a bubble: what is said of groups, and what a newer client did not mean to be one, [C-17]. An answer is always
 * silent, and does not say what it was [C-15].
 */
export function isQuiet({ silent }: Envelope, { body: { type } }: Content, resent: boolean): boolean {
  return type === 'room-update' || type === 'group-invitation' || (silent && !resent && type !== 'text');
}

export interface QuietContentsDependencies {
  readonly me: string;
  readonly arrivals: Pick<Arrivals, 'empty'>;
  readonly names: Names;
  readonly invitations: Pick<Invitations, 'told'>;
}

/** What makes no bubble is counted all the same, [C-12]; where a place was kept for it, nothing will stand. */
export class QuietContents {
  readonly #deps: QuietContentsDependencies;

  constructor(deps: QuietContentsDependencies) {
    this.#deps = deps;
  }

  /** @returns the index of the place that was kept for it, if there was one */
  async take(
    tx: Work,
    { kind, roomId }: Conversation,
    { senderAccountId: by }: Envelope,
    { body }: Content,
    place: StoredMessage | null,
  ): Promise<number> {
    const { arrivals, names, invitations, me } = this.#deps;
    if (place) arrivals.empty(tx, place);
    if (body.type === 'room-update' && kind === 'group') await names.told(tx, roomId, by, body);
    if (body.type === 'group-invitation' && kind === 'direct' && by !== me) {
      await invitations.told(tx, by, body);
    }
    return place?.index ?? NOWHERE;
  }
}
