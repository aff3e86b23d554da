package chat.tacet.client.protocol.vault;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.AesGcm;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.WrappingKey;

/** 32 random bytes, made with the account, from which a vault's keys are derived, [V-1]. */
public record VaultRoot(Secret value) {

  private static final int LENGTH = 32;
  private static final int VERSION = 1;
  private static final int UNDER_THE_PASSWORD = 1;

  public VaultRoot {
    value.requireLength(LENGTH, "vault-root");
  }

  public static VaultRoot generate(Randomness randomness) {
    return new VaultRoot(Secret.of(randomness.next(LENGTH)));
  }

  /** The wrapped root, [V-3]. It never leaves the device. */
  public Bytes wrap(WrappingKey key, AccountId account, Randomness randomness) {
    byte[] nonce = randomness.next(AesGcm.NONCE_LENGTH);
    return new ByteWriter()
        .u8(VERSION)
        .raw(nonce)
        .raw(AesGcm.seal(key.value(), nonce, address(account), value.reveal()))
        .toBytes();
  }

  /** Refuses with {@code vault-wrong-key} if this is not the key it was wrapped under. */
  public static VaultRoot unwrap(Bytes wrapped, WrappingKey key, AccountId account) {
    ByteReader reader = new ByteReader(wrapped, "wrapped-root");
    reader.version(VERSION);
    byte[] nonce = reader.bytes(AesGcm.NONCE_LENGTH).toArray();
    byte[] ciphertext = reader.bytes(LENGTH + AesGcm.TAG_LENGTH).toArray();
    reader.end();
    try {
      return new VaultRoot(
          Secret.of(AesGcm.open(key.value(), nonce, address(account), ciphertext)));
    } catch (RefusedException refused) {
      if (refused.refusal() == Refusal.Verification.TAG_MISMATCH) {
        throw new RefusedException(Refusal.Verification.VAULT_WRONG_KEY);
      }
      throw refused;
    }
  }

  private static byte[] address(AccountId account) {
    return new ByteWriter()
        .label("tacet/vault/wrap/v1")
        .u8(UNDER_THE_PASSWORD)
        .raw(account.value())
        .toByteArray();
  }
}
