import { base64url, concat } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { limits, uuid, type DevicePublic } from '../../protocol/index.ts';
import { MESSAGE_IDS } from '../conversations/records.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { SENT, sentSuffix, type SentContent, type Wanted } from './records.ts';

/** Forgotten in one commit: everything else waits meanwhile. */
const BATCH = 200;

/** [V-18] What this device sent, for as long as it may be asked for. */
export class SentContents {
  readonly #crypto: CryptoProvider;
  readonly #ledger: Ledger;
  readonly #conversations: Conversations;
  readonly #fingerprints = new WeakMap<DevicePublic, Promise<string>>();

  constructor(deps: { crypto: CryptoProvider; ledger: Ledger; conversations: Conversations }) {
    this.#crypto = deps.crypto;
    this.#ledger = deps.ledger;
    this.#conversations = deps.conversations;
  }

  /** Part of the transaction that encrypts it. A later encryption of the same number takes its place. */
  async keep(
    tx: Work,
    content: Omit<SentContent, 'recipients' | 'resent'>,
    recipients: readonly DevicePublic[],
  ): Promise<void> {
    const entries = recipients.map(
      async (device) => [nameOf(device), await this.fingerprint(device)] as const,
    );
    const sealedFor = Object.fromEntries(await Promise.all(entries));
    this.put(tx, { ...content, recipients: sealedFor, resent: {} });
  }

  put(tx: Work, content: SentContent): void {
    tx.put(SENT, content.roomId, content, sentSuffix(content.counter));
  }

  /** It was refused for good, or taken away: it never left. */
  drop(tx: Work, roomId: string, counter: number): void {
    tx.delete(SENT, roomId, sentSuffix(counter));
  }

  /** The content of this room that somebody asks for, if this device sent it. */
  async find(tx: Work, roomId: string, wanted: Wanted): Promise<SentContent | undefined> {
    const counter =
      'counter' in wanted ? wanted.counter : (await tx.read(MESSAGE_IDS, wanted.wireId))?.counter;
    const content = counter && (await tx.read(SENT, roomId, sentSuffix(counter)));
    // The id may have led here from another room, or stand for an encryption that was replaced.
    if (!content || ('wireId' in wanted && content.wireId !== wanted.wireId)) return undefined;
    return content;
  }

  /** [C-14] Whether it was sealed for this device, under the account and with the keys that it has now. */
  async isFor(content: SentContent, device: DevicePublic): Promise<boolean> {
    const { recipients } = content;
    // Earlier clients named them by the device alone.
    const kept = recipients[nameOf(device)] ?? recipients[uuid(device.deviceId)];
    return kept === (await this.fingerprint(device));
  }

  /** Stands for a device with its keys and the identity of its account. */
  fingerprint(device: DevicePublic): Promise<string> {
    const known = this.#fingerprints.get(device);
    if (known) return known;
    const { accountIdentityKey, signingKey, agreementKey } = device;
    const made = this.#crypto.sha256(concat(accountIdentityKey, signingKey, agreementKey)).then(base64url);
    this.#fingerprints.set(device, made);
    return made;
  }

  /** Forgets what may not be resent any more. */
  async sweep(nowMs: number): Promise<void> {
    for (const { roomId } of this.#conversations.table.all()) await this.#sweepRoom(roomId, nowMs);
  }

  async #sweepRoom(roomId: string, nowMs: number): Promise<void> {
    for (;;) {
      const range = { from: sentSuffix(0), before: '~', limit: BATCH };
      const oldest = await this.#ledger.readSuffixes(SENT, roomId, range);
      const old = oldest.filter(({ leftAtMs }) => nowMs - leftAtMs > limits.RESEND_MAX_AGE_MS);
      if (old.length === 0) return;
      await this.#ledger.transact((tx) => {
        for (const { counter } of old) this.drop(tx, roomId, counter);
      });
    }
  }
}

/** [I-2] Nobody but its account vouches for the id of a device. */
function nameOf({ accountId, deviceId }: DevicePublic): string {
  return `${uuid(accountId)} ${uuid(deviceId)}`;
}
