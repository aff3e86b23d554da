package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;

/** Where a body belongs, [C-3]. Receivers take it from the relay's {@code Deliver} frame. */
public record ContentAddress(RoomId room, AccountId sender, DeviceId device, EnvelopeId envelope) {

  /** AAD, which also enters the key and the message id. */
  byte[] encode() {
    return new ByteWriter()
        .label("tacet/content/address/v1")
        .suite()
        .raw(room.value())
        .raw(sender.value())
        .raw(device.value())
        .raw(envelope.value())
        .toByteArray();
  }

  // [C-15]
  ContentAddress of(ContentKey key) {
    EnvelopeId first = key.firstSentUnder();
    return first == null ? this : new ContentAddress(room, sender, device, first);
  }
}
