package chat.tacet.client.protocol.crypto;

import static chat.tacet.client.vectors.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

@DisplayName("[K-3] Ed25519")
class Ed25519Test {

  private static final String FILE = "ed25519.json";
  private static final String WYCHEPROOF = "ed25519-wycheproof.json";

  @TestFactory
  Stream<DynamicTest> signing() {
    return Vectors.each(
        "signing",
        vector -> {
          Ed25519KeyPair ours = Ed25519KeyPair.fromSeed(Secret.of(bytes(vector, "seed")));
          Ed25519Signature signature = ours.sign(bytes(vector, "message"));
          assertThat(ours.publicKey().value().toArray()).isEqualTo(bytes(vector, "public"));
          assertThat(signature.value().toArray()).isEqualTo(bytes(vector, "signature"));
          assertThat(ours.publicKey().verifies(bytes(vector, "message"), signature)).isTrue();
        },
        FILE);
  }

  @TestFactory
  Stream<DynamicTest> verdicts() {
    return Vectors.each(
        "tests",
        vector -> assertThat(verifies(vector)).isEqualTo(Vectors.isValid(vector)),
        FILE,
        WYCHEPROOF);
  }

  private static boolean verifies(JsonNode vector) {
    Bytes signature = Bytes.of(bytes(vector, "signature"));
    if (signature.length() != Ed25519Signature.LENGTH) {
      Refused.with("signature-length", () -> new Ed25519Signature(signature));
      return false;
    }
    return new Ed25519PublicKey(Bytes.of(bytes(vector, "public")))
        .verifies(bytes(vector, "message"), new Ed25519Signature(signature));
  }

  @Test
  @DisplayName("[K-3] the constant for points of order 8 doubles to a point of order 4")
  void orderEight() {
    // 2P has y = 0 exactly if y² = −x², which on −x² + y² = 1 + d x² y² means d y⁴ + 2 y² = 1.
    BigInteger p = Ed25519Encoding.P;
    BigInteger d =
        BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(p)).mod(p);
    BigInteger square = Ed25519Encoding.ORDER_8.modPow(BigInteger.TWO, p);
    assertThat(d.multiply(square).multiply(square).add(square.shiftLeft(1)).mod(p))
        .isEqualTo(BigInteger.ONE);
  }

  @Test
  @DisplayName("[K-3] a key that is no point of the curve verifies nothing")
  void noPoint() {
    Ed25519KeyPair ours = Ed25519KeyPair.fromSeed(Secret.of(new byte[32]));
    byte[] message = {1, 2, 3};
    Ed25519PublicKey noPoint =
        new Ed25519PublicKey(
            Bytes.fromHex("0200000000000000000000000000000000000000000000000000000000000000"));
    assertThat(noPoint.verifies(message, ours.sign(message))).isFalse();
  }
}
