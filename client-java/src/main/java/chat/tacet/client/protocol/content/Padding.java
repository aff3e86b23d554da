package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Secret;
import java.nio.ByteBuffer;
import java.util.List;

/** Hides the length of a content among others, [C-2]. */
final class Padding {

  private static final List<Integer> BUCKETS = List.of(256, 1_024, 4_096, 16_384);
  private static final int PREFIX = Integer.BYTES;

  private Padding() {}

  static byte[] pad(byte[] content) {
    return ByteBuffer.allocate(bucket(PREFIX + content.length))
        .putInt(content.length)
        .put(content)
        .array();
  }

  static Secret unpad(byte[] padded) {
    ByteReader reader = new ByteReader(padded, "content");
    Secret content = reader.prefixedSecret();
    byte[] zeros = reader.rest().toArray();
    if (padded.length != bucket(PREFIX + content.length())) {
      throw reader.refused(Fault.PADDING);
    }
    for (byte zero : zeros) {
      if (zero != 0) {
        throw reader.refused(Fault.PADDING);
      }
    }
    return content;
  }

  /** The first bucket that is not smaller; beyond the largest, Padmé. */
  static int bucket(int length) {
    for (int bucket : BUCKETS) {
      if (length <= bucket) {
        return bucket;
      }
    }
    int exponent = floorLog2(length);
    int step = 1 << (exponent - (floorLog2(exponent) + 1));
    return (length + step - 1) / step * step;
  }

  private static int floorLog2(int value) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
  }
}
