package chat.tacet.client.people;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The same bytes for the same seed: SHA-256(seed ‖ u64 number of the draw ‖ u32 block) in a row.
 */
public final class SeededRandomness implements Randomness {

  private static final int BLOCK = 32;

  private final byte[] seed;
  private long draws;

  public SeededRandomness(String seed) {
    this.seed = seed.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] next(int length) {
    ByteWriter out = new ByteWriter();
    for (int block = 0; block * BLOCK < length; block++) {
      out.raw(Sha256.hash(new ByteWriter().raw(seed).u64(draws).u32(block).toByteArray()));
    }
    draws++;
    return Arrays.copyOf(out.toByteArray(), length);
  }
}
