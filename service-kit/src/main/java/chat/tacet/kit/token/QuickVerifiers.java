package chat.tacet.kit.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeyTypeException;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * Verifies ES256 with Bouncy Castle's arithmetic. The JDK's takes the same time whatever the
 * numbers are, which a verifier with nothing but public ones has no use for, and on processors
 * without instructions made for it that is a millisecond: half of all that a connection costs.
 */
final class QuickVerifiers extends BaseJWSProvider implements JWSVerifierFactory {

  private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256);
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("P-256");
  private static final ECDomainParameters P256 = new ECDomainParameters(CURVE);

  /** r and s, half each. */
  private static final int SIGNATURE_BYTES = 64;

  /** There are two while keys change. What is known of them is known again after one signature. */
  private static final int MAX_KNOWN = 8;

  /** A key remembers multiples of its point. */
  private final ConcurrentMap<ECPoint, ECPublicKeyParameters> known = new ConcurrentHashMap<>();

  QuickVerifiers() {
    super(ALGORITHMS);
  }

  @Override
  public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
    if (!(key instanceof ECPublicKey elliptic)) {
      throw new KeyTypeException(ECPublicKey.class);
    }
    return new Verifier(parameters(elliptic.getW()));
  }

  private ECPublicKeyParameters parameters(ECPoint point) throws JOSEException {
    ECPublicKeyParameters parameters = known.get(point);
    if (parameters != null) {
      return parameters;
    }
    try {
      // Refuses what is not on the curve.
      var checked =
          new ECPublicKeyParameters(
              P256.getCurve().createPoint(point.getAffineX(), point.getAffineY()), P256);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(point, checked);
      return checked;
    } catch (IllegalArgumentException e) {
      throw new JOSEException("not a key of P-256", e);
    }
  }

  private static final class Verifier extends BaseJWSProvider implements JWSVerifier {

    private final ECPublicKeyParameters key;

    Verifier(ECPublicKeyParameters key) {
      super(ALGORITHMS);
      this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
      byte[] numbers = signature.decode();
      // RFC 7515, 4.1.11: what must be understood and is not makes a token bad.
      if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
          || header.getCriticalParams() != null
          || numbers.length != SIGNATURE_BYTES) {
        return false;
      }
      var signer = new ECDSASigner();
      signer.init(false, key);
      return signer.verifySignature(
          sha256(signed),
          new BigInteger(1, Arrays.copyOfRange(numbers, 0, SIGNATURE_BYTES / 2)),
          new BigInteger(1, Arrays.copyOfRange(numbers, SIGNATURE_BYTES / 2, SIGNATURE_BYTES)));
    }

    private static byte[] sha256(byte[] bytes) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JVM has it", e);
      }
    }
  }
}
