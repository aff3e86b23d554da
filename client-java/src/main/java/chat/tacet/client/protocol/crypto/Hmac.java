package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Secret;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256. */
public final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  public static byte[] sha256(Secret key, byte[] data) {
    return Platform.sound(() -> {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.reveal(), ALGORITHM));
      return mac.doFinal(data);
    });
  }
}
