package chat.tacet.client.protocol.vault;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.AesGcm;
import chat.tacet.client.protocol.crypto.Hkdf;
import chat.tacet.client.protocol.crypto.Hmac;
import chat.tacet.client.protocol.crypto.Randomness;
import java.nio.charset.StandardCharsets;

/**
 * The keys of an open vault, [V-2]. Locking is dropping this.
 *
 * @param recordKey AES-256-GCM, seals records
 * @param nameKey HMAC-SHA-256, hides names
 */
public record VaultKeys(Secret recordKey, Secret nameKey) {

  private static final int KEY_LENGTH = 32;
  private static final int VERSION = 1;

  public VaultKeys {
    recordKey.requireLength(KEY_LENGTH, "record-key");
    nameKey.requireLength(KEY_LENGTH, "name-key");
  }

  public static VaultKeys of(VaultRoot root) {
    return new VaultKeys(
        derive(root, "tacet/vault/record-key/v1"), derive(root, "tacet/vault/name-key/v1"));
  }

  /** A sealed record, [V-4]; {@code version} is that of the plaintext's form. */
  public Bytes seal(
      String store, Bytes key, long version, byte[] plaintext, Randomness randomness) {
    // A fresh nonce per write: 2^32 writes under one root keep a repeat below 2^-32.
    byte[] nonce = randomness.next(AesGcm.NONCE_LENGTH);
    return new ByteWriter()
        .u8(VERSION)
        .raw(nonce)
        .raw(AesGcm.seal(recordKey, nonce, address(store, key, version), plaintext))
        .toBytes();
  }

  /** Refuses with {@code record-damaged} whatever was not sealed for this place and version. */
  public byte[] open(String store, Bytes key, long version, Bytes sealed) {
    ByteReader reader = new ByteReader(sealed, "record");
    reader.version(VERSION);
    byte[] nonce = reader.bytes(AesGcm.NONCE_LENGTH).toArray();
    try {
      return AesGcm.open(recordKey, nonce, address(store, key, version), reader.rest().toArray());
    } catch (RefusedException refused) {
      if (refused.refusal() == Refusal.Verification.TAG_MISMATCH) {
        throw new RefusedException(Refusal.Verification.RECORD_DAMAGED);
      }
      throw refused;
    }
  }

  /** The key of a record whose name would tell something, [V-5]. */
  public Bytes nameOf(String store, byte[] name) {
    return Bytes.of(
        Hmac.sha256(
            nameKey,
            new ByteWriter()
                .label("tacet/vault/name/v1")
                .prefixed(store.getBytes(StandardCharsets.UTF_8))
                .raw(name)
                .toByteArray()));
  }

  private static byte[] address(String store, Bytes key, long version) {
    return new ByteWriter()
        .label("tacet/vault/record/v1")
        .prefixed(store.getBytes(StandardCharsets.UTF_8))
        .prefixed(key)
        .u64(version)
        .toByteArray();
  }

  private static Secret derive(VaultRoot root, String label) {
    return Hkdf.derive(
        root.value().reveal(), new ByteWriter().label(label).toByteArray(), KEY_LENGTH);
  }
}
