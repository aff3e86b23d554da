package chat.tacet.social.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

/** An Ed25519 key pair. */
public final class SigningKey {

  private static final int DER_PREFIX_LENGTH = 12;

  private final KeyPair pair;

  private SigningKey(KeyPair pair) {
    this.pair = pair;
  }

  public static SigningKey create() {
    try {
      return new SigningKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The 32 bytes of the public key. */
  public byte[] publicKey() {
    byte[] der = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(der, DER_PREFIX_LENGTH, der.length);
  }

  /** Signs label, zero byte and content. */
  public byte[] sign(String label, byte[] content) {
    try {
      var input = new ByteArrayOutputStream();
      input.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      input.write(0);
      input.writeBytes(content);
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(input.toByteArray());
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
