package chat.tacet.client.protocol.crypto;

import static chat.tacet.client.vectors.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

@DisplayName("[K-2] X25519")
class X25519Test {

  private static final String FILE = "x25519.json";
  private static final String WYCHEPROOF = "x25519-wycheproof.json";

  @TestFactory
  Stream<DynamicTest> agreements() {
    return Vectors.each(
        "tests",
        vector -> {
          X25519KeyPair ours = X25519KeyPair.fromSeed(Secret.of(bytes(vector, "private")));
          X25519PublicKey theirs = new X25519PublicKey(Bytes.of(bytes(vector, "public")));
          if (Vectors.isValid(vector)) {
            assertThat(ours.agree(theirs).reveal()).isEqualTo(bytes(vector, "shared"));
          } else {
            Refused.with(vector.required("code").asString(), () -> ours.agree(theirs));
          }
        },
        FILE,
        WYCHEPROOF);
  }

  @TestFactory
  Stream<DynamicTest> publicKeys() {
    return Vectors.each(
        "publicKeys",
        vector ->
            assertThat(
                    X25519KeyPair.fromSeed(Secret.of(bytes(vector, "private")))
                        .publicKey()
                        .value()
                        .toArray())
                .isEqualTo(bytes(vector, "public")),
        FILE);
  }

  @Test
  @DisplayName("[K-2] a thousand iterations of RFC 7748, 5.2; a million in the long verification")
  void iterated() {
    JsonNode file = Vectors.read(FILE);
    iterate(file.required("iterated"));
    List<JsonNode> further = List.copyOf(file.required("iteratedFurther").values());
    assertThat(further).isNotEmpty();
    for (JsonNode vector : further) {
      if (vector.required("iterations").asInt() <= 1_000 || Vectors.isLong()) {
        iterate(vector);
      }
    }
  }

  private static void iterate(JsonNode vector) {
    byte[] k = bytes(vector, "start");
    byte[] u = k;
    for (int i = 0; i < vector.required("iterations").asInt(); i++) {
      byte[] next =
          new X25519KeyPair(new X25519PublicKey(Bytes.of(u)), Secret.of(k))
              .agree(new X25519PublicKey(Bytes.of(u)))
              .reveal();
      u = k;
      k = next;
    }
    assertThat(k).isEqualTo(bytes(vector, "result"));
  }
}
