package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;
import java.security.MessageDigest;

/** SHA-256. */
public final class Sha256 {

  private Sha256() {}

  public static Bytes hash(byte[] data) {
    return Platform.sound(() -> Bytes.of(MessageDigest.getInstance("SHA-256").digest(data)));
  }

  public static Bytes hash(Bytes data) {
    return hash(data.toArray());
  }
}
