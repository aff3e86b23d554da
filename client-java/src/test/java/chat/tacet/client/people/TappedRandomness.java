package chat.tacet.client.people;

import chat.tacet.client.protocol.crypto.Randomness;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells a thief with a quantum computer every X25519 seed that is drawn while a message is sealed.
 * What ML-KEM draws it does not tell: it has other lengths, or is drawn while one is opened.
 */
public final class TappedRandomness implements Randomness {

  private static final int AGREEMENT_SEED = 32;

  private final Randomness source;
  private final Deque<byte[]> seeds = new ArrayDeque<>();

  public TappedRandomness(Randomness source) {
    this.source = source;
  }

  @Override
  public byte[] next(int length) {
    byte[] drawn = source.next(length);
    if (length == AGREEMENT_SEED) {
      seeds.addLast(drawn);
    }
    return drawn;
  }

  /** The newest seed, where one is asked for; anything else is the thief's own. */
  public Randomness stolen(Randomness own) {
    return length -> length == AGREEMENT_SEED ? seeds.getLast().clone() : own.next(length);
  }
}
