import type { Content } from '../../protocol/index.ts';
import type { NewMessage } from '../conversations/conversations.ts';
import type { StoredMessage } from '../conversations/records.ts';
import { isPlaceholder } from '../repair/places.ts';
import type { Envelope, OpenedEnvelope } from './envelope-opener.ts';
import { unknownMessage } from './unknown-contents.ts';

export type Opened = Extract<OpenedEnvelope, { outcome: 'opened' }>;

/** [C-6] What was opened under an id is the only content that this id can stand for. */
export function isOtherText(shown: StoredMessage, { senderAccountId }: Envelope, content: Content): boolean {
  const { body, sentAtMs } = content;
  if (shown.kind !== 'text' || shown.unknownContent || isPlaceholder(shown) || body.type !== 'text')
    return false;
  return shown.senderId !== senderAccountId || shown.sentAtMs !== sentAtMs || shown.body !== body.body;
}

/** The bubble of a content that came. */
export function messageOf(
  envelope: Envelope,
  { content, plaintext, wireId }: Opened,
  me: string,
): NewMessage {
  const { body, sentAtMs, counter } = content;
  const senderId = envelope.senderAccountId;
  const mine = senderId === me;
  const unknown = {
    ...unknownMessage({ wireId, senderId, mine, sentAtMs, bytes: plaintext }),
    deviceId: envelope.senderDeviceId,
    counter,
  };
  if (body.type !== 'text') return unknown;
  const { unknownContent: _, ...message } = unknown;
  return { ...message, body: body.body, kind: 'text' };
}
