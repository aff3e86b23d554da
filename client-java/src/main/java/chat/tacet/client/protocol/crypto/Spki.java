package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;

/** SubjectPublicKeyInfo, the form in which the JDK takes raw public keys. */
final class Spki {

  private Spki() {}

  /** The prefix is everything before the key: it is the same for all keys of one algorithm. */
  static byte[] encode(byte[] prefix, Bytes key) {
    return new ByteWriter().raw(prefix).raw(key).toByteArray();
  }

  /** The last bytes of an encoded key are the key. */
  static Bytes key(byte[] encoded, int length) {
    return Bytes.of(encoded).slice(encoded.length - length, encoded.length);
  }
}
