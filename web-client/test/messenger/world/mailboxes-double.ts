import { create, type MessageInitShape } from '@bufbuild/protobuf';

import { base64url, fromUtf8, utf8 } from '../../../src/bytes/index.ts';
import { deviceId, fromUuid, uuid } from '../../../src/protocol/index.ts';
import {
  DeliverSchema,
  type Deliver,
  ServerFrameSchema,
  type Send,
} from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';

export type ServerFrameInit = NonNullable<MessageInitShape<typeof ServerFrameSchema>['frame']>;

interface Mail {
  readonly mailId: string;
  readonly frame: ServerFrameInit;
}

interface Mailbox {
  readonly mail: Map<string, Mail>;
  readonly envelopes: Map<string, string>;
  sendCounter: number;
}

/** Who sends. */
export interface Sender {
  readonly accountId: string;
  readonly deviceId: string;
}

/** One mailbox of ciphertext per device. */
export class MailboxesDouble {
  readonly #boxes = new Map<string, Mailbox>();
  readonly #history = new Map<string, readonly Deliver[]>();
  #serial = 0;

  of(device: string): Mailbox {
    const box = this.#boxes.get(device) ?? { mail: new Map(), envelopes: new Map(), sendCounter: 0 };
    this.#boxes.set(device, box);
    return box;
  }

  /** What was stored for the device under this envelope id; undefined when nothing was. */
  stored(device: string, sender: Sender, envelopeId: Uint8Array): string | undefined {
    return this.of(device).envelopes.get(envelopeName(sender, envelopeId));
  }

  /** @returns devices that have something new */
  store(sender: Sender, { header, keys, envelopeId, contentChunk }: Send): readonly string[] {
    const own = this.of(sender.deviceId);
    own.sendCounter = Math.max(own.sendCounter, Number(header?.sendCounter ?? 0));
    return keys.flatMap((key) => {
      const device = uuid(deviceId(key.deviceId));
      const target = this.of(device);
      const envelope = envelopeName(sender, envelopeId);
      if (target.envelopes.has(envelope)) return [];
      target.envelopes.set(envelope, base64url(contentChunk));
      const mailId = `mail-${++this.#serial}`;
      const value = create(DeliverSchema, {
        mailId: utf8(mailId),
        envelopeId,
        senderAccountId: fromUuid(sender.accountId),
        senderDeviceId: fromUuid(sender.deviceId),
        roomId: header?.roomId ?? new Uint8Array(16),
        sealedKey: key.sealed,
        content: contentChunk,
        acceptedAtMs: BigInt(Date.now()),
        silent: header?.silent ?? false,
      });
      target.mail.set(mailId, { mailId, frame: { case: 'deliver', value } });
      this.#history.set(device, [...(this.#history.get(device) ?? []), value]);
      return [device];
    });
  }

  /** Everything that a device ever got. */
  everFor(device: string): readonly Deliver[] {
    return this.#history.get(device) ?? [];
  }

  replay(device: string): void {
    this.passOn(device, device);
  }

  /** Puts everything that one device ever got into the mailbox of another. */
  passOn(from: string, to: string): void {
    for (const before of this.#history.get(from) ?? []) {
      const mailId = `mail-${++this.#serial}`;
      const value = { ...before, mailId: utf8(mailId) };
      this.of(to).mail.set(mailId, { mailId, frame: { case: 'deliver', value } });
    }
  }

  acknowledge(device: string, mailIds: readonly Uint8Array[]): readonly string[] {
    const ids = mailIds.map(fromUtf8);
    for (const id of ids) this.of(device).mail.delete(id);
    return ids;
  }
}

function envelopeName(sender: Sender, envelopeId: Uint8Array): string {
  return `${sender.accountId} ${sender.deviceId} ${base64url(envelopeId)}`;
}
