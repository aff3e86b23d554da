package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Secret;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** {@code HKDF(salt, input, info, n)}: RFC 5869 with SHA-256, extract and expand. */
public final class Hkdf {

  private static final byte[] NO_SALT = {};

  private Hkdf() {}

  /** With an empty salt, which RFC 5869 takes for 32 zero bytes. */
  public static Secret derive(byte[] input, byte[] info, int length) {
    return derive(NO_SALT, input, info, length);
  }

  public static Secret derive(byte[] salt, byte[] input, byte[] info, int length) {
    HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract().addIKM(input);
    if (salt.length > 0) {
      extract.addSalt(salt);
    }
    return Platform.sound(() ->
        Secret.of(KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length))));
  }
}
