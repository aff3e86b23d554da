import { base64url } from '../../../src/bytes/index.ts';
import { accountId, deviceId, roomId, uuid } from '../../../src/protocol/index.ts';
import { Refused_Reason, type Send } from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { MailboxesDouble, Sender } from './mailboxes-double.ts';
import type { SocialDouble } from './social-double.ts';

/** Why the relay refuses an envelope, from its picture of the directory; null when it does not. */
export function refusalOf(
  social: SocialDouble,
  mailboxes: MailboxesDouble,
  sender: Sender,
  { header, keys, envelopeId, contentChunk }: Send,
): Refused_Reason | null {
  if (!header) return Refused_Reason.MALFORMED;
  const room = social.room(uuid(roomId(header.roomId)));
  if (!room?.open || !room.members.includes(sender.accountId)) return Refused_Reason.NOT_A_MEMBER;
  const right = room.members
    .flatMap((member) => social.devices(member).devices)
    .filter((device) => device !== sender.deviceId);
  const named = keys.map((key) => uuid(deviceId(key.deviceId)));
  if (header.targeted && named.length === 0) return Refused_Reason.MALFORMED;
  const known = named.every((device) => right.includes(device));
  const complete = header.targeted || named.length === right.length;
  const versions = header.deviceLists.every(
    (list) => Number(list.version) === social.devices(uuid(accountId(list.accountId))).version,
  );
  if (!known || !complete || !versions) return Refused_Reason.WRONG_DEVICES;
  const content = base64url(contentChunk);
  const before = named.map((device) => mailboxes.stored(device, sender, envelopeId));
  return before.some((each) => each !== undefined && each !== content) ? Refused_Reason.CONFLICT : null;
}
