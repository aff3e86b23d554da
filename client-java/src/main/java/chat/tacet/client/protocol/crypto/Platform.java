package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/** What the JDK needs to be told, and what to say when it fails. */
final class Platform {

  private Platform() {}

  interface Calculation<T> {
    T run() throws GeneralSecurityException;
  }

  /** For what cannot fail on a sound platform. */
  static <T> T sound(Calculation<T> calculation) {
    try {
      return calculation.run();
    } catch (GeneralSecurityException e) {
      throw new RefusedException(Refusal.Internal.PLATFORM_CRYPTOGRAPHY, e);
    }
  }

  /**
   * The JDK makes a key pair from a seed only by drawing the seed from a random source, and ML-KEM
   * draws all it needs the same way: in FIPS 203's order, 32 bytes at a time. The vectors hold it
   * to that.
   */
  static SecureRandom drawingFrom(Randomness randomness) {
    return new Drawn(randomness);
  }

  /** Gives out exactly these bytes, once. */
  static SecureRandom drawingFrom(byte[] seed) {
    int[] used = {0};
    return new Drawn(length -> {
      byte[] part = Arrays.copyOfRange(seed, used[0], used[0] + length);
      used[0] += length;
      if (used[0] > seed.length) {
        throw new RefusedException(Refusal.Internal.PLATFORM_CRYPTOGRAPHY);
      }
      return part;
    });
  }

  private static final class Drawn extends SecureRandom {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Randomness randomness;

    Drawn(Randomness randomness) {
      this.randomness = randomness;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(randomness.next(bytes.length), 0, bytes, 0, bytes.length);
    }
  }
}
