package chat.tacet.client.engine;

import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.contracts.relay.v1.Deliver;
import com.google.protobuf.ByteString;

/**
 * One envelope as the relay delivered it, with ids of the right length and nothing else checked.
 */
record Delivered(
    ByteString mailId,
    EnvelopeId envelope,
    AccountId sender,
    DeviceId device,
    RoomId room,
    Bytes sealedKey,
    Bytes body,
    boolean silent) {

  /** Refuses with {@code …-length} what no relay sends. */
  static Delivered of(Deliver frame) {
    return new Delivered(
        frame.getMailId(),
        new EnvelopeId(Ids.bytes(frame.getEnvelopeId())),
        new AccountId(Ids.bytes(frame.getSenderAccountId())),
        new DeviceId(Ids.bytes(frame.getSenderDeviceId())),
        new RoomId(Ids.bytes(frame.getRoomId())),
        Ids.bytes(frame.getSealedKey()),
        Ids.bytes(frame.getContent()),
        frame.getSilent());
  }

  ContentAddress address() {
    return new ContentAddress(room, sender, device, envelope);
  }

  boolean wasSeen(Draft draft) {
    return draft.read(Table.ENVELOPES_SEEN, seenKey(draft)).isPresent();
  }

  /** From now on another copy is only acknowledged, [F-9]. */
  void markSeen(Draft draft, long now) {
    draft.put(Table.ENVELOPES_SEEN, seenKey(draft), new ByteWriter().u8(1).u64(now).toBytes());
  }

  private Bytes seenKey(Draft draft) {
    return draft.tag(
        Table.ENVELOPES_SEEN,
        new ByteWriter().raw(sender.value()).raw(device.value()).raw(envelope.value()).toBytes());
  }
}
