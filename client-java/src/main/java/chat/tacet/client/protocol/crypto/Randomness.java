package chat.tacet.client.protocol.crypto;

import java.security.SecureRandom;

/** Where random bytes come from. Passed in, so that vectors can be made from a seed. */
@FunctionalInterface
public interface Randomness {

  /** That many fresh random bytes. */
  byte[] next(int length);

  /** The platform's. */
  static Randomness secure() {
    SecureRandom random = new SecureRandom();
    return length -> {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    };
  }
}
