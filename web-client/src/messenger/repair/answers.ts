import { base64url, fromBase64url, Secret } from '../../bytes/index.ts';
import {
  envelopeId,
  fromUuid,
  limits,
  messageId,
  uuid,
  type ContentBody,
  type ContentKey,
  type DevicePublic,
} from '../../protocol/index.ts';
import type { Conversation } from '../conversations/records.ts';
import { deviceName, nameOfDevice } from '../devices/device-name.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Target } from '../outbox/records.ts';
import type { Clock } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { SentContent, Wanted } from './records.ts';
import type { SentContents } from './sent-contents.ts';

const HOUR_MS = 3_600_000;
/** Asking devices remembered: more than have any reason to ask within an hour. */
const MAX_ASKERS = 64;

type Request = ContentBody & { readonly type: 'resend-request' };

export interface AnswersDependencies {
  readonly sent: SentContents;
  readonly outbox: Outbox;
  readonly groups: Pick<Groups, 'has'>;
  readonly clock: Clock;
}

/**
 * [C-14] Sends again what another device could not read: exactly what went first, only to whom it went first, and not for
 * ever. Whatever does not hold is ignored without a word: an answer would tell the asker something.
 */
export class Answers {
  readonly #deps: AnswersDependencies;
  /** When contents were resent within the last hour, by asking device. */
  readonly #recent = new Cell<Readonly<Record<string, readonly number[]>>>('resends', 1, {});

  constructor(deps: AnswersDependencies) {
    this.#deps = deps;
  }

  load(ledger: Ledger): Promise<void> {
    return this.#recent.load(ledger);
  }

  /**
   * @param asker named by its account's verified list; the request was opened in a ratchet session with it
   */
  async asked(tx: Work, row: Conversation, asker: DevicePublic, request: Request): Promise<void> {
    const { sent, groups } = this.#deps;
    if (!row.open || !groups.has(row, uuid(asker.accountId), tx)) return;
    const wanted: readonly Wanted[] = [
      ...request.messageIds.map((id) => ({ wireId: base64url(id) })),
      ...request.counters.map((counter) => ({ counter })),
    ];
    const found = new Map<number, SentContent>();
    for (const each of wanted) {
      const content = await sent.find(tx, row.roomId, each);
      if (content && (await this.#mayHave(content, asker))) found.set(content.counter, content);
    }
    for (const content of found.values()) this.#answer(tx, content, asker);
  }

  /**
   * The content with the key for one device, when it is encrypted for it: by then it may be too old, or the device another.
   */
  async toSend(
    tx: Work,
    roomId: string,
    counter: number,
    device: DevicePublic,
  ): Promise<{ readonly body: Uint8Array; readonly key: ContentKey } | null> {
    const content = await this.#deps.sent.find(tx, roomId, { counter });
    if (!content || !(await this.#mayHave(content, device))) return null;
    const key = {
      secret: Secret.of('ContentSecret', 32, content.secret),
      messageId: messageId(fromBase64url(content.wireId)),
      resentFrom: envelopeId(fromUuid(content.envelopeId)),
    };
    return { body: content.body, key };
  }

  /** [PK-7] The answer could not be sealed for its device, and was not sent: it counts as none. */
  async inVain(tx: Work, roomId: string, counter: number, to: Target): Promise<void> {
    const name = deviceName(to.accountId, to.deviceId);
    const { [name]: times = [], ...others } = this.#recent.in(tx);
    this.#recent.set(tx, { ...others, [name]: times.slice(0, -1) });
    const content = await this.#deps.sent.find(tx, roomId, { counter });
    const resent = content?.resent[name];
    if (!content || !resent) return;
    this.#deps.sent.put(tx, { ...content, resent: { ...content.resent, [name]: resent - 1 } });
  }

  async #mayHave(content: SentContent, device: DevicePublic): Promise<boolean> {
    const { sent, clock } = this.#deps;
    const young = clock.now() - content.leftAtMs <= limits.RESEND_MAX_AGE_MS;
    return young && (await sent.isFor(content, device));
  }

  #answer(tx: Work, content: SentContent, asker: DevicePublic): void {
    const { outbox, sent, clock } = this.#deps;
    const target = { accountId: uuid(asker.accountId), deviceId: uuid(asker.deviceId) };
    const name = nameOfDevice(asker);
    const times = content.resent[name] ?? content.resent[target.deviceId] ?? 0;
    if (times >= limits.MAX_RESENDS || outbox.resends(tx, content.roomId, content.counter, target)) return;
    if (!this.#count(tx, name)) return;
    sent.put(tx, { ...content, resent: { ...content.resent, [name]: times + 1 } });
    outbox.addFor(tx, content.roomId, target, { type: 'resent', counter: content.counter }, clock.now());
  }

  /** @returns false when this device got as many within the last hour as it may */
  #count(tx: Work, device: string): boolean {
    const now = this.#deps.clock.now();
    const all = Object.entries(this.#recent.in(tx)).map(([name, times]) => {
      // [S-11] On either side of now: a clock that was ahead must not use up what a device may have.
      return [name, times.filter((at) => Math.abs(now - at) < HOUR_MS)] as const;
    });
    const mine = all.find(([name]) => name === device)?.[1] ?? [];
    if (mine.length >= limits.MAX_RESENDS_PER_HOUR) return false;
    const others = all.filter(([name, times]) => name !== device && times.length > 0);
    const kept = [...others.slice(1 - MAX_ASKERS), [device, [...mine, now]] as const];
    this.#recent.set(tx, Object.fromEntries(kept));
    return true;
  }
}
