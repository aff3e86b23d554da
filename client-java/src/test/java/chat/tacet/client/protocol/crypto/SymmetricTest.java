package chat.tacet.client.protocol.crypto;

import static chat.tacet.client.vectors.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import chat.tacet.client.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("[W-2] The symmetric primitives of suite 1")
class SymmetricTest {

  private static final String[] FAMILY = {"sha256-family.json", "sha256-family-wycheproof.json"};

  @TestFactory
  @DisplayName("[R-5] AES-256-GCM")
  Stream<DynamicTest> aesGcm() {
    return Vectors.each(
        "tests",
        vector -> {
          Secret key = Secret.of(bytes(vector, "key"));
          byte[] nonce = bytes(vector, "nonce");
          byte[] aad = bytes(vector, "aad");
          byte[] sealed =
              new ByteWriter()
                  .raw(bytes(vector, "ciphertext"))
                  .raw(bytes(vector, "tag"))
                  .toByteArray();
          if (Vectors.isValid(vector)) {
            byte[] plaintext = bytes(vector, "plaintext");
            assertThat(AesGcm.seal(key, nonce, aad, plaintext)).isEqualTo(sealed);
            assertThat(AesGcm.open(key, nonce, aad, sealed)).isEqualTo(plaintext);
          } else {
            Refused.with(
                vector.required("code").asString(), () -> AesGcm.open(key, nonce, aad, sealed));
          }
        },
        "aes-256-gcm.json",
        "aes-256-gcm-wycheproof.json");
  }

  @TestFactory
  Stream<DynamicTest> sha256() {
    return Vectors.each(
        "sha256",
        vector ->
            assertThat(Sha256.hash(bytes(vector, "data")).toArray())
                .isEqualTo(bytes(vector, "digest")),
        FAMILY);
  }

  @TestFactory
  Stream<DynamicTest> hmac() {
    return Vectors.each(
        "hmac",
        vector ->
            assertThat(Hmac.sha256(Secret.of(bytes(vector, "key")), bytes(vector, "data")))
                .isEqualTo(bytes(vector, "tag")),
        FAMILY);
  }

  @TestFactory
  Stream<DynamicTest> hkdf() {
    return Vectors.each(
        "hkdf",
        vector -> {
          byte[] output = bytes(vector, "output");
          assertThat(
                  Hkdf.derive(
                          bytes(vector, "salt"),
                          bytes(vector, "input"),
                          bytes(vector, "info"),
                          output.length)
                      .reveal())
              .isEqualTo(output);
        },
        FAMILY);
  }

  @TestFactory
  @DisplayName("[P-4] PBKDF2")
  Stream<DynamicTest> pbkdf2() {
    return Vectors.each(
        "pbkdf2",
        vector -> {
          byte[] output = bytes(vector, "output");
          char[] password =
              new String(bytes(vector, "password"), StandardCharsets.UTF_8).toCharArray();
          assertThat(
                  Pbkdf2.derive(
                          password,
                          bytes(vector, "salt"),
                          vector.required("rounds").asInt(),
                          output.length)
                      .reveal())
              .isEqualTo(output);
        },
        FAMILY);
  }
}
