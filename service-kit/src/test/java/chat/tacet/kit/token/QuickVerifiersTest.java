package chat.tacet.kit.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Says the same as the JDK's verifier, which is the slower one. */
class QuickVerifiersTest {

  private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.ES256);
  private static final byte[] SIGNED = "header.claims".getBytes(StandardCharsets.US_ASCII);
  private static final long SEED = 20261127;

  private final QuickVerifiers verifiers = new QuickVerifiers();

  @Test
  void whatIsGoodAndWhatWasChanged() throws JOSEException {
    var random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      ECKey key = key(Curve.P_256);
      byte[] good = new ECDSASigner(key).sign(HEADER, SIGNED).decode();
      assertThat(agreed(key, SIGNED, good)).isTrue();
      for (int i = 0; i < 10; i++) {
        byte[] changed = good.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(agreed(key, SIGNED, changed)).isFalse();
      }
      assertThat(agreed(key, "header.others".getBytes(StandardCharsets.US_ASCII), good)).isFalse();
      assertThat(agreed(key(Curve.P_256), SIGNED, good)).isFalse();
    }
  }

  @Test
  void numbersOutOfTheirRange() throws JOSEException {
    ECKey key = key(Curve.P_256);
    byte[] good = new ECDSASigner(key).sign(HEADER, SIGNED).decode();
    BigInteger order = key.toECPublicKey().getParams().getOrder();
    BigInteger r = new BigInteger(1, Arrays.copyOf(good, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));
    BigInteger zero = BigInteger.ZERO;
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger wrong : new BigInteger[] {zero, order, most}) {
      assertThat(agreed(key, SIGNED, numbers(wrong, s))).isFalse();
      assertThat(agreed(key, SIGNED, numbers(r, wrong))).isFalse();
      assertThat(agreed(key, SIGNED, numbers(wrong, wrong))).isFalse();
    }
    // RFC 7518 does not ask for the smaller of the two.
    assertThat(agreed(key, SIGNED, numbers(r, order.subtract(s)))).isTrue();
  }

  @Test
  void otherLengths() throws JOSEException {
    ECKey key = key(Curve.P_256);
    byte[] good = new ECDSASigner(key).sign(HEADER, SIGNED).decode();
    for (int length : new int[] {0, 1, 63, 65, 128}) {
      assertThat(quick(key, HEADER, SIGNED, Arrays.copyOf(good, length))).isFalse();
    }
    assertThat(quick(key, HEADER, SIGNED, ECDSA.transcodeSignatureToDER(good))).isFalse();
  }

  @Test
  void headersThatSayMore() throws JOSEException {
    ECKey key = key(Curve.P_256);
    byte[] good = new ECDSASigner(key).sign(HEADER, SIGNED).decode();
    JWSHeader critical =
        new JWSHeader.Builder(JWSAlgorithm.ES256).criticalParams(Set.of("exp")).build();
    assertThat(quick(key, critical, SIGNED, good)).isFalse();
    assertThat(quick(key, new JWSHeader(JWSAlgorithm.ES384), SIGNED, good)).isFalse();
  }

  @Test
  void keysOfOtherKinds() throws JOSEException {
    ECPublicKey other = key(Curve.P_384).toECPublicKey();
    assertThatThrownBy(() -> verifiers.createJWSVerifier(HEADER, other))
        .isInstanceOf(JOSEException.class);
    assertThatThrownBy(() -> verifiers.createJWSVerifier(HEADER, key(Curve.P_256).toECPrivateKey()))
        .isInstanceOf(JOSEException.class);
  }

  private static ECKey key(Curve curve) throws JOSEException {
    return new ECKeyGenerator(curve).generate();
  }

  private static byte[] numbers(BigInteger r, BigInteger s) {
    byte[] both = new byte[64];
    put(r, both, 0);
    put(s, both, 32);
    return both;
  }

  private static void put(BigInteger number, byte[] target, int at) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, target, at + 32 - length, length);
  }

  private boolean quick(ECKey key, JWSHeader header, byte[] signed, byte[] signature)
      throws JOSEException {
    return verifiers
        .createJWSVerifier(header, key.toECPublicKey())
        .verify(header, signed, Base64URL.encode(signature));
  }

  /** What both verifiers say. */
  private boolean agreed(ECKey key, byte[] signed, byte[] signature) throws JOSEException {
    boolean quick = quick(key, HEADER, signed, signature);
    assertThat(quick)
        .isEqualTo(new ECDSAVerifier(key).verify(HEADER, signed, Base64URL.encode(signature)));
    return quick;
  }
}
