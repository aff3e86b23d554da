package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.crypto.Sha256;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was sent, kept for 45 days for devices that could not open it, [C-14].
 *
 * @param number in the main sequence
 * @param at when it was encrypted, milliseconds
 * @param body exactly as it was first sent
 * @param key opens it
 */
public record SentContent(
    RoomId room,
    long number,
    long at,
    EnvelopeId envelope,
    Bytes body,
    ContentKey key,
    List<Recipient> recipients) {

  /**
   * A device it was encrypted for.
   *
   * @param keys hash of its account identity and keys at that time, [V-18]
   * @param resent how often it was sent to it again
   */
  public record Recipient(DeviceAddress device, Bytes keys, int resent) {

    private static final int KEYS_LENGTH = 32;

    public static Recipient of(TheirDevice device) {
      return new Recipient(address(device), keysOf(device), 0);
    }

    private boolean isStill(TheirDevice device) {
      return address(device).equals(this.device) && keysOf(device).equals(keys);
    }

    private static Bytes keysOf(TheirDevice device) {
      return Sha256.hash(
          new ByteWriter()
              .raw(device.accountIdentity().key().value())
              .raw(device.signingKey().key().value())
              .raw(device.agreementKey().key().value())
              .toByteArray());
    }

    private static DeviceAddress address(TheirDevice device) {
      return new DeviceAddress(device.account(), device.id());
    }
  }

  /** What of [C-14] concerns age, recipients and keys: the same when it is asked for and sealed. */
  public boolean mayGoTo(TheirDevice device, long now) {
    return now - at <= Limits.RESEND_MAX_AGE_MS
        && recipients.stream().anyMatch(recipient -> recipient.isStill(device));
  }

  public int resentTo(DeviceAddress device) {
    return recipients.stream()
        .filter(one -> one.device.equals(device))
        .mapToInt(Recipient::resent)
        .sum();
  }

  /** Sent to that device once more. */
  public SentContent oneMoreTo(DeviceAddress device) {
    return resent(device, 1);
  }

  /** It was not sent after all. */
  public SentContent oneLessTo(DeviceAddress device) {
    return resent(device, -1);
  }

  private SentContent resent(DeviceAddress device, int more) {
    List<Recipient> counted = new ArrayList<>();
    for (Recipient one : recipients) {
      counted.add(
          one.device.equals(device)
              ? new Recipient(device, one.keys, Math.max(0, one.resent + more))
              : one);
    }
    return new SentContent(room, number, at, envelope, body, key, List.copyOf(counted));
  }

  /** By a clock that is right. */
  public SentContent sentAt(long time) {
    return new SentContent(room, number, time, envelope, body, key, recipients);
  }

  public static Optional<SentContent> of(Draft draft, MessageId id) {
    return draft.read(Table.SENT, key(draft, id), FORM);
  }

  public static SentContent read(Bytes record) {
    return Draft.Form.read(FORM, Table.SENT, record);
  }

  /** Under its message id, and that under its number; an earlier encryption of it goes. */
  public void put(Draft draft) {
    numbered(draft, room, number)
        .filter(earlier -> !earlier.equals(key.messageId()))
        .ifPresent(earlier -> draft.delete(Table.SENT, key(draft, earlier)));
    draft.put(Table.SENT, key(draft, key.messageId()), FORM, this);
    draft.put(Table.SENT_NUMBERS, numberKey(draft, room, number), key.messageId().value());
  }

  public void delete(Draft draft) {
    draft.delete(Table.SENT, key(draft, key.messageId()));
    draft.delete(Table.SENT_NUMBERS, numberKey(draft, room, number));
  }

  /** Which message has that number of ours in that room. */
  public static Optional<MessageId> numbered(Draft draft, RoomId room, long number) {
    return draft.read(Table.SENT_NUMBERS, numberKey(draft, room, number)).map(MessageId::new);
  }

  private static Bytes key(Draft draft, MessageId id) {
    return draft.tag(Table.SENT, id.value());
  }

  private static Bytes numberKey(Draft draft, RoomId room, long number) {
    return draft.tag(Table.SENT_NUMBERS, new ByteWriter().raw(room.value()).u64(number).toBytes());
  }

  private static final Draft.Form<SentContent> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, SentContent sent) {
          out.u8(1).raw(sent.room.value()).u64(sent.number).u64(sent.at);
          out.raw(sent.envelope.value()).prefixed(sent.body);
          out.prefixed(sent.key.encode().reveal());
          Fields.list(
              out,
              sent.recipients,
              one -> Fields.address(out, one.device).raw(one.keys).u8(one.resent));
        }

        @Override
        public SentContent read(ByteReader in) {
          in.version(1);
          return new SentContent(
              Fields.room(in),
              in.u64(),
              in.u64(),
              new EnvelopeId(in.bytes(EnvelopeId.LENGTH)),
              in.prefixed(),
              ContentKey.decode(in.prefixedSecret()),
              Fields.list(
                  in,
                  reader ->
                      new Recipient(
                          Fields.address(reader),
                          reader.bytes(Recipient.KEYS_LENGTH),
                          reader.u8())));
        }
      };
}
