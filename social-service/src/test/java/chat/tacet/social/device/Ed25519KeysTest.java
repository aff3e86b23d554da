package chat.tacet.social.device;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeysTest {

  private static final byte[] MESSAGE = "hello".getBytes(StandardCharsets.US_ASCII);

  /** The order of the base point. */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final SigningKey key = SigningKey.create();
  private final byte[] signature = key.sign("", MESSAGE);

  @Test
  void anHonestSignatureVerifies() {
    assertThat(Ed25519Keys.isAcceptable(key.publicKey())).isTrue();
    assertThat(Ed25519Keys.verify(key.publicKey(), signed(), signature)).isTrue();
  }

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void thePublishedVectorVerifies() {
    assertThat(
            Ed25519Keys.verify(
                hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
                hex("72"),
                hex(
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")))
        .isTrue();
  }

  /** All points of small order, and other encodings of them that some libraries read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
      })
  void pointsOfSmallOrderAreNeitherKeysNorPartsOfSignatures(String point) {
    assertThat(Ed25519Keys.isAcceptable(hex(point))).isFalse();
    var withPointAsR = hex(point + "00".repeat(32));
    assertThat(Ed25519Keys.verify(key.publicKey(), signed(), withPointAsR)).isFalse();
    assertThat(Ed25519Keys.verify(hex(point), signed(), withPointAsR)).isFalse();
  }

  /** y = p + 3 is 3 for libraries that reduce it; 3 is a point of large order. */
  @Test
  void aCoordinateThatIsNotReducedIsNoKey() {
    assertThat(
            Ed25519Keys.isAcceptable(
                hex("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")))
        .isFalse();
  }

  @Test
  void aPointThatIsNotOnTheCurveIsNoKey() {
    assertThat(
            Ed25519Keys.isAcceptable(
                hex("0200000000000000000000000000000000000000000000000000000000000000")))
        .isFalse();
  }

  /** S + L signs the same for libraries that reduce it. */
  @Test
  void aSignatureHasOneForm() {
    var s = new byte[32];
    for (int i = 0; i < 32; i++) {
      s[i] = signature[63 - i];
    }
    var shifted = new BigInteger(1, s).add(L).toByteArray();
    var forged = signature.clone();
    for (int i = 0; i < 32; i++) {
      forged[32 + i] = i < shifted.length ? shifted[shifted.length - 1 - i] : 0;
    }
    assertThat(Ed25519Keys.verify(key.publicKey(), signed(), forged)).isFalse();
  }

  @Test
  void anythingChangedDoesNotVerify() {
    for (int i = 0; i < 64; i += 7) {
      var changed = signature.clone();
      changed[i] ^= 1;
      assertThat(Ed25519Keys.verify(key.publicKey(), signed(), changed)).isFalse();
    }
    assertThat(Ed25519Keys.verify(key.publicKey(), MESSAGE, signature)).isFalse();
    assertThat(Ed25519Keys.verify(SigningKey.create().publicKey(), signed(), signature)).isFalse();
    assertThat(Ed25519Keys.verify(new byte[31], signed(), signature)).isFalse();
    assertThat(Ed25519Keys.verify(key.publicKey(), signed(), new byte[63])).isFalse();
  }

  /** What the test key signs: label, zero byte, content. */
  private static byte[] signed() {
    return "\0hello".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
