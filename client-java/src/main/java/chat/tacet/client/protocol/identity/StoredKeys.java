package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Ed25519KeyPair;
import chat.tacet.client.protocol.crypto.Ed25519PublicKey;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** {@code seed ‖ public}, as records hold it. The public half must be the seed's. */
final class StoredKeys {

  private StoredKeys() {}

  static Ed25519KeyPair signing(ByteReader reader) {
    Ed25519KeyPair keys = Ed25519KeyPair.fromSeed(reader.secret(Ed25519KeyPair.SEED_LENGTH));
    requireSame(reader, keys.publicKey().value(), reader.bytes(Ed25519PublicKey.LENGTH));
    return keys;
  }

  static X25519KeyPair agreement(ByteReader reader) {
    X25519KeyPair keys = X25519KeyPair.fromSeed(reader.secret(X25519KeyPair.SEED_LENGTH));
    requireSame(reader, keys.publicKey().value(), reader.bytes(X25519PublicKey.LENGTH));
    return keys;
  }

  private static void requireSame(ByteReader reader, Bytes made, Bytes stored) {
    if (!made.equals(stored)) {
      throw reader.refused(Fault.MALFORMED);
    }
  }
}
