package chat.tacet.client.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The random bytes a vector says an event drew, in the order in which this client draws them. */
final class FreshBytes implements Randomness {

  private final ArrayDeque<byte[]> draws;

  private FreshBytes(List<byte[]> draws) {
    this.draws = new ArrayDeque<>(draws);
  }

  /** Of a handshake: EK, the encapsulation, the ratchet key. */
  static FreshBytes ofBegin(JsonNode fresh) {
    List<byte[]> draws = agreementSeeds(fresh);
    draws.add(1, Vectors.bytes(fresh, "encapsulation"));
    return new FreshBytes(draws);
  }

  /** Of sealing: a ratchet key, an offer, the header; of opening: an answer. */
  static FreshBytes of(JsonNode fresh) {
    List<byte[]> draws = agreementSeeds(fresh);
    for (String field : List.of("offerSeed", "random", "encapsulation")) {
      if (fresh.has(field)) {
        draws.add(Vectors.bytes(fresh, field));
      }
    }
    return new FreshBytes(draws);
  }

  @Override
  public byte[] next(int length) {
    byte[] drawn = draws.poll();
    if (drawn == null) {
      throw new AssertionError("drew more than the vector says");
    }
    assertThat(drawn).hasSize(length);
    return drawn;
  }

  void requireUsed() {
    assertThat(draws).as("what the vector says was drawn").isEmpty();
  }

  private static List<byte[]> agreementSeeds(JsonNode fresh) {
    List<byte[]> draws = new ArrayList<>();
    for (JsonNode seed : fresh.path("agreementSeeds").values()) {
      draws.add(Bytes.fromHex(seed.asString()).toArray());
    }
    return draws;
  }
}
