package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Ed25519KeyPair;
import chat.tacet.client.protocol.crypto.Randomness;

/** The account identity. It signs device lists and nothing else, [I-1]. */
public record OurAccountIdentity(Ed25519KeyPair keys) {

  private static final int VERSION = 1;
  private static final String FORM = "account-identity";

  public static OurAccountIdentity generate(Randomness randomness) {
    return new OurAccountIdentity(Ed25519KeyPair.generate(randomness));
  }

  public AccountIdentityKey key() {
    return new AccountIdentityKey(keys.publicKey());
  }

  /** The plaintext of its record, {@code docs/spec/storage.md}. */
  public Secret encode() {
    return Secret.of(
        new ByteWriter().u8(VERSION).raw(keys.seed()).raw(keys.publicKey().value()).toByteArray());
  }

  public static OurAccountIdentity decode(Secret record) {
    ByteReader reader = new ByteReader(record.reveal(), FORM);
    reader.version(VERSION);
    Ed25519KeyPair keys = StoredKeys.signing(reader);
    reader.end();
    return new OurAccountIdentity(keys);
  }
}
