package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.identity.TheirDevice;
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
   * @param keys its account, account identity and device keys at that time
   * @param resent how often it was sent to it again
   */
  public record Recipient(DeviceId device, Bytes keys, int resent) {

    public static Recipient of(TheirDevice device) {
      return new Recipient(device.id(), keysOf(device), 0);
    }

    public boolean isStill(TheirDevice device) {
      return device.id().equals(this.device) && keysOf(device).equals(keys);
    }

    private static Bytes keysOf(TheirDevice device) {
      return new ByteWriter()
          .raw(device.account().value())
          .raw(device.accountIdentity().key().value())
          .raw(device.signingKey().key().value())
          .raw(device.agreementKey().key().value())
          .toBytes();
    }
  }

  public Optional<Recipient> recipient(DeviceId device) {
    return recipients.stream().filter(one -> one.device.equals(device)).findAny();
  }

  /** Sent to that device once more. */
  public SentContent resentTo(DeviceId device) {
    List<Recipient> counted = new ArrayList<>();
    for (Recipient one : recipients) {
      counted.add(
          one.device.equals(device) ? new Recipient(device, one.keys, one.resent + 1) : one);
    }
    return new SentContent(room, number, at, envelope, body, key, List.copyOf(counted));
  }

  public static Optional<SentContent> of(Draft draft, MessageId id) {
    return draft.read(Table.SENT, key(draft, id), FORM);
  }

  public static SentContent read(Bytes record) {
    return Draft.Form.read(FORM, Table.SENT, record);
  }

  /** Under its message id, and that under its number. */
  public void put(Draft draft) {
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
              one -> out.raw(one.device.value()).prefixed(one.keys).u8(one.resent));
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
                  reader -> new Recipient(Fields.device(reader), reader.prefixed(), reader.u8())));
        }
      };
}
