import { base64url } from '../../bytes/index.ts';
import { uuid, type Content, type ContentBody } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { heardElsewhere } from '../conversations/elsewhere.ts';
import { NOWHERE, type Conversation, type StoredMessage } from '../conversations/records.ts';
import type { Invitations } from '../rooms/invitations.ts';
import type { Names } from '../rooms/names.ts';
import type { History } from '../history/history.ts';
import type { ToldMarks } from '../verification/told-marks.ts';
import type { Work } from '../vault/work.ts';
import type { Arrivals } from './arrivals.ts';
import type { Envelope, Sender } from './envelope-opener.ts';
import type { Quarantine } from './quarantine.ts';

const QUIET = new Set(['room-update', 'group-invitation', 'history-part', 'read-marks', 'trust-marks']);

/**
 * Without a bubble: what is said of groups, what devices of one account tell each other, and what a newer client did not mean to be one, [C-17]. An answer is always
 * silent, and does not say what it was [C-15].
 */
export function isQuiet({ silent }: Envelope, { body: { type } }: Content, resent: boolean): boolean {
  return QUIET.has(type) || (silent && !resent && type !== 'text');
}

export interface QuietContentsDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly history: Pick<History, 'came' | 'mayStillTell'>;
  readonly marks: Pick<ToldMarks, 'came'>;
  readonly arrivals: Pick<Arrivals, 'empty'>;
  readonly names: Names;
  readonly invitations: Pick<Invitations, 'told'>;
  readonly quarantine: Pick<Quarantine, 'addEnvelope'>;
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
    conversation: Conversation,
    envelope: Envelope,
    content: Content,
    { place, isListed }: { readonly place: StoredMessage | null } & Pick<Sender, 'isListed'>,
  ): Promise<number> {
    if (place) await this.#deps.arrivals.empty(tx, place);
    if (conversation.kind !== 'self') await this.#said(tx, conversation, envelope, content.body);
    else await this.#toldByOwn(tx, envelope, content, isListed);
    return place?.index ?? NOWHERE;
  }

  async #said(
    tx: Work,
    { kind, roomId }: Conversation,
    envelope: Envelope,
    body: ContentBody,
  ): Promise<void> {
    const { names, invitations, me } = this.#deps;
    const { senderAccountId: by } = envelope;
    if (body.type === 'room-update' && kind === 'group') await names.told(tx, roomId, by, body);
    // [M-15] Of a group that another device of this account made, this tells its name, if what it says in the own room does not.
    if (body.type === 'group-invitation' && kind === 'direct' && by === me) {
      await names.told(tx, uuid(body.roomId), me, body.name);
    } else if (body.type === 'group-invitation' && kind !== 'group') await invitations.told(tx, by, body);
  }

  /** [D-7] In any other room these are dropped. */
  async #toldByOwn(
    tx: Work,
    envelope: Envelope,
    { body, counter, sentAtMs }: Content,
    isListed: boolean,
  ): Promise<void> {
    const { invitations, conversations, history, marks, quarantine } = this.#deps;
    const { senderAccountId: by, senderDeviceId } = envelope;
    if (body.type === 'history-part' || body.type === 'group-invitation') {
      if (!isListed && !(await history.mayStillTell(tx, senderDeviceId))) return;
    }
    if (body.type === 'group-invitation') await invitations.told(tx, by, body);
    // [I-13] Also of a device that was signed out since: they change no word, and what is unread is counted, not shown.
    if (body.type === 'read-marks') {
      const read = { kind: 'read', wireIds: body.messageIds.map(base64url) } as const;
      await heardElsewhere(tx, conversations, uuid(body.roomId), read);
    }
    if (body.type === 'history-part') {
      const refusal = history.came(tx, senderDeviceId, body);
      if (refusal) quarantine.addEnvelope(tx, envelope, refusal);
    }
    if (body.type === 'trust-marks') {
      const refusal = await marks.came(tx, senderDeviceId, body, { counter, sentAtMs });
      if (refusal) quarantine.addEnvelope(tx, envelope, refusal);
    }
  }
}
