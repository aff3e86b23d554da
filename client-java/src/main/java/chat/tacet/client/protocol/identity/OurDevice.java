package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Ed25519KeyPair;
import chat.tacet.client.protocol.crypto.Ed25519PublicKey;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;

/**
 * This device. Its id is chosen together with its keys and never used with others, [I-2].
 *
 * @param signing signs prekeys and its place in the device list
 * @param agreement IK of the handshake
 */
public record OurDevice(
    AccountId account,
    DeviceId id,
    AccountIdentityKey accountIdentity,
    Ed25519KeyPair signing,
    X25519KeyPair agreement) {

  private static final int VERSION = 1;

  public static OurDevice generate(
      AccountId account, AccountIdentityKey accountIdentity, Randomness randomness) {
    return new OurDevice(
        account,
        DeviceId.of(randomness.next(DeviceId.LENGTH)),
        accountIdentity,
        Ed25519KeyPair.generate(randomness),
        X25519KeyPair.generate(randomness));
  }

  /** How it stands in a device list. */
  public ListedDevice listed(long addedAt) {
    return new ListedDevice(
        id,
        new DeviceSigningKey(signing.publicKey()),
        new DeviceAgreementKey(agreement.publicKey()),
        addedAt);
  }

  /** The plaintext of its record, {@code docs/spec/storage.md}. */
  public Secret encode() {
    return Secret.of(
        new ByteWriter()
            .u8(VERSION)
            .raw(account.value())
            .raw(id.value())
            .raw(accountIdentity.key().value())
            .raw(signing.seed())
            .raw(signing.publicKey().value())
            .raw(agreement.seed())
            .raw(agreement.publicKey().value())
            .toByteArray());
  }

  public static OurDevice decode(Secret record) {
    ByteReader reader = new ByteReader(record.reveal(), "device");
    reader.version(VERSION);
    AccountId account = new AccountId(reader.bytes(AccountId.LENGTH));
    DeviceId id = new DeviceId(reader.bytes(DeviceId.LENGTH));
    Bytes identity = reader.bytes(Ed25519PublicKey.LENGTH);
    Ed25519KeyPair signing = StoredKeys.signing(reader);
    X25519KeyPair agreement = StoredKeys.agreement(reader);
    reader.end();
    return new OurDevice(
        account, id, new AccountIdentityKey(new Ed25519PublicKey(identity)), signing, agreement);
  }
}
