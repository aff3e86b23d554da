package chat.tacet.benchmark.dialect;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The Send frames of one device: the same each time but for envelope id and counter. */
final class TacetFrames {

  /** A ratchet message that carries a content key, without a post-quantum step. */
  private static final int SEALED_BYTES = 120;

  /** All counters from here on take as many bytes in a frame. */
  private static final long FIRST_COUNTER = 1L << 42;

  private final byte[] frame;
  private final int envelopeAt;
  private final int counterAt;
  private long counter;

  TacetFrames(Pair pair) {
    // A run must not send what an earlier one sent: the relay would know it.
    this.counter = FIRST_COUNTER + System.nanoTime() / 1000;
    UUID envelope = UUID.randomUUID();
    this.frame = frame(pair, envelope, counter);
    this.envelopeAt = indexOf(frame, bytes(envelope));
    this.counterAt = indexOf(frame, varint(counter));
  }

  /** Writes the next one. */
  void next(ByteBuf target) {
    counter++;
    int start = target.writerIndex();
    target.writeBytes(frame);
    // The first half of the id stays: it is the device's own.
    target.setLong(start + envelopeAt + Long.BYTES, counter);
    target.setBytes(start + counterAt, varint(counter));
  }

  int length() {
    return frame.length;
  }

  private static byte[] frame(Pair pair, UUID envelope, long counter) {
    byte[] content = new byte[Dialect.CONTENT_BYTES];
    ThreadLocalRandom.current().nextBytes(content);
    byte[] sealed = new byte[SEALED_BYTES];
    ThreadLocalRandom.current().nextBytes(sealed);
    return ClientFrame.newBuilder()
        .setSend(
            Send.newBuilder()
                .setEnvelopeId(ByteString.copyFrom(bytes(envelope)))
                .setHeader(
                    SendHeader.newBuilder()
                        .setRoomId(ByteString.copyFrom(bytes(pair.room())))
                        .setRoomVersion(1)
                        .addDeviceLists(list(pair.sender()))
                        .addDeviceLists(list(pair.recipient()))
                        .setSendCounter(counter))
                .setContentChunk(ByteString.copyFrom(content))
                .addKeys(
                    SealedKey.newBuilder()
                        .setAccountId(ByteString.copyFrom(bytes(pair.recipient().account())))
                        .setDeviceId(ByteString.copyFrom(bytes(pair.recipient().device())))
                        .setSealed(ByteString.copyFrom(sealed)))
                .setCommit(true))
        .build()
        .toByteArray();
  }

  private static DeviceListVersion list(Person person) {
    return DeviceListVersion.newBuilder()
        .setAccountId(ByteString.copyFrom(bytes(person.account())))
        .setVersion(1)
        .build();
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static byte[] varint(long value) {
    byte[] bytes = new byte[(64 - Long.numberOfLeadingZeros(value) + 6) / 7];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (((value >>> (7 * i)) & 0x7f) | (i < bytes.length - 1 ? 0x80 : 0));
    }
    return bytes;
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    HexFormat hex = HexFormat.of();
    int at = hex.formatHex(bytes).indexOf(hex.formatHex(wanted));
    if (at < 0 || at % 2 != 0) {
      throw new IllegalStateException("the frame does not hold what was put in");
    }
    return at / 2;
  }
}
