package chat.tacet.client.protocol.crypto;

import static chat.tacet.client.vectors.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sun.security.provider.SHA3.SHAKE128;
import tools.jackson.databind.JsonNode;

@DisplayName("[K-4] ML-KEM-768")
class MlKemTest {

  private static final String FILE = "ml-kem-768.json";
  private static final String ACVP = "ml-kem-768-acvp.json";
  private static final String WYCHEPROOF = "ml-kem-768-wycheproof.json";

  @TestFactory
  Stream<DynamicTest> encapsulation() {
    return Vectors.each(
        "encapsulation",
        vector -> {
          MlKemEncapsulation result =
              new MlKemPublicKey(Bytes.of(bytes(vector, "publicKey")))
                  .encapsulate(_ -> bytes(vector, "message"));
          assertThat(result.ciphertext().value().toArray()).isEqualTo(bytes(vector, "ciphertext"));
          assertThat(result.secret().reveal()).isEqualTo(bytes(vector, "output"));
        },
        FILE,
        ACVP,
        WYCHEPROOF);
  }

  @TestFactory
  Stream<DynamicTest> keyGeneration() {
    return Vectors.each(
        "keyGeneration",
        vector ->
            assertThat(
                    MlKemKeyPair.fromSeed(Secret.of(bytes(vector, "seed")))
                        .publicKey()
                        .value()
                        .toArray())
                .isEqualTo(bytes(vector, "publicKey")),
        ACVP);
  }

  @TestFactory
  @DisplayName("[K-4] decapsulation, also of what nobody honest encapsulated")
  Stream<DynamicTest> decapsulation() {
    return Vectors.each(
        "decapsulation",
        vector ->
            assertThat(
                    MlKemKeyPair.fromSeed(Secret.of(bytes(vector, "seed")))
                        .decapsulate(new MlKemCiphertext(Bytes.of(bytes(vector, "ciphertext"))))
                        .reveal())
                .isEqualTo(bytes(vector, "output")),
        WYCHEPROOF);
  }

  @TestFactory
  Stream<DynamicTest> publicKeys() {
    return Vectors.each(
        "publicKeys",
        vector -> {
          Bytes key = Bytes.of(bytes(vector, "publicKey"));
          if (Vectors.isValid(vector)) {
            assertThat(new MlKemPublicKey(key).value()).isEqualTo(key);
          } else {
            Refused.with(vector.required("code").asString(), () -> new MlKemPublicKey(key));
          }
        },
        WYCHEPROOF);
  }

  @TestFactory
  Stream<DynamicTest> invalidKeys() {
    byte[] sound = MlKemKeyPair.fromSeed(Secret.of(new byte[64])).publicKey().value().toArray();
    return Vectors.each(
        "invalidKeys",
        vector -> {
          byte[] prefix = bytes(vector, "prefix");
          byte[] changed = sound.clone();
          System.arraycopy(prefix, 0, changed, 0, prefix.length);
          Refused.with(
              vector.required("code").asString(), () -> new MlKemPublicKey(Bytes.of(changed)));
        },
        FILE);
  }

  @Test
  @DisplayName("[K-4] the last coefficient is checked like the first")
  void lastCoefficient() {
    byte[] changed = MlKemKeyPair.fromSeed(Secret.of(new byte[64])).publicKey().value().toArray();
    changed[1_150] |= (byte) 0xf0;
    changed[1_151] = (byte) 0xff;
    Refused.with("kem-key-invalid", () -> new MlKemPublicKey(Bytes.of(changed)));
  }

  @Test
  @DisplayName("[K-4] a hundred rounds, accumulated")
  void accumulated() {
    JsonNode vector = Vectors.read(FILE).required("accumulated");
    SHAKE128 input = new SHAKE128();
    SHAKE128 output = new SHAKE128();
    for (int round = 0; round < vector.required("rounds").asInt(); round++) {
      MlKemKeyPair ours = MlKemKeyPair.fromSeed(Secret.of(input.squeeze(64)));
      MlKemEncapsulation made = ours.publicKey().encapsulate(input::squeeze);
      Secret rejected =
          ours.decapsulate(new MlKemCiphertext(Bytes.of(input.squeeze(MlKemCiphertext.LENGTH))));
      assertThat(ours.decapsulate(made.ciphertext())).isEqualTo(made.secret());
      output.update(
          new ByteWriter()
              .raw(ours.publicKey().value())
              .raw(made.ciphertext().value())
              .raw(made.secret())
              .raw(rejected)
              .toByteArray());
    }
    assertThat(output.squeeze(32)).isEqualTo(bytes(vector, "digest"));
  }
}
