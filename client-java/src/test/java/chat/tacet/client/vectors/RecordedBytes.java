package chat.tacet.client.vectors;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passes randomness on and remembers what was drawn, for the field {@code fresh} of an event. */
final class RecordedBytes implements Randomness {

  private static final int SEED = 32;
  private static final int OFFER_SEED = 64;

  private final Randomness source;
  private final List<Bytes> draws = new ArrayList<>();

  RecordedBytes(Randomness source) {
    this.source = source;
  }

  @Override
  public byte[] next(int length) {
    byte[] drawn = source.next(length);
    draws.add(Bytes.of(drawn));
    return drawn;
  }

  /** EK, the encapsulation, the ratchet key. */
  Map<String, Object> ofBegin() {
    Map<String, Object> fresh = new LinkedHashMap<>();
    fresh.put("agreementSeeds", List.of(draws.get(0).hex(), draws.get(2).hex()));
    fresh.put("encapsulation", draws.get(1).hex());
    return fresh;
  }

  /** A ratchet key if a chain began, an offer if one came to be, the header. */
  Map<String, Object> ofSeal() {
    Map<String, Object> fresh = new LinkedHashMap<>();
    for (Bytes drawn : draws) {
      switch (drawn.length()) {
        case SEED -> fresh.put("agreementSeeds", List.of(drawn.hex()));
        case OFFER_SEED -> fresh.put("offerSeed", drawn.hex());
        default -> fresh.put("random", drawn.hex());
      }
    }
    return fresh;
  }

  /** An answer, if one came to be. */
  Map<String, Object> ofOpen() {
    Map<String, Object> fresh = new LinkedHashMap<>();
    draws.forEach(drawn -> fresh.put("encapsulation", drawn.hex()));
    return fresh;
  }
}
