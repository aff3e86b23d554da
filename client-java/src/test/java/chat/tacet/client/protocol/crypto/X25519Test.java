package chat.tacet.client.protocol.crypto;

import static chat.tacet.client.vectors.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

@DisplayName("[K-2] X25519")
class X25519Test {

  private final JsonNode vectors = Vectors.read("x25519.json");

  @TestFactory
  Stream<DynamicTest> agreements() {
    return Vectors.each(
        vectors,
        "tests",
        vector -> {
          X25519KeyPair ours = X25519KeyPair.fromSeed(Secret.of(bytes(vector, "private")));
          X25519PublicKey theirs = new X25519PublicKey(Bytes.of(bytes(vector, "public")));
          if (Vectors.isValid(vector)) {
            assertThat(ours.agree(theirs).reveal()).isEqualTo(bytes(vector, "shared"));
          } else {
            Refused.with(vector.required("code").asString(), () -> ours.agree(theirs));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> publicKeys() {
    return Vectors.each(
        vectors,
        "publicKeys",
        vector ->
            assertThat(
                    X25519KeyPair.fromSeed(Secret.of(bytes(vector, "private")))
                        .publicKey()
                        .value()
                        .toArray())
                .isEqualTo(bytes(vector, "public")));
  }

  @Test
  @DisplayName("[K-2] a thousand iterations of RFC 7748, 5.2")
  void iterated() {
    JsonNode vector = vectors.required("iterated");
    byte[] k = bytes(vector, "start");
    byte[] u = k;
    for (int i = 0; i < vector.required("iterations").asInt(); i++) {
      byte[] next =
          X25519KeyPair.fromSeed(Secret.of(k)).agree(new X25519PublicKey(Bytes.of(u))).reveal();
      u = k;
      k = next;
    }
    assertThat(k).isEqualTo(bytes(vector, "result"));
  }
}
