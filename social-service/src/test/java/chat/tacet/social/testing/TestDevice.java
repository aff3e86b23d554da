package chat.tacet.social.testing;

import chat.tacet.contracts.identity.v1.Prekey;
import chat.tacet.contracts.identity.v1.PrekeyKind;
import chat.tacet.contracts.identity.v1.SignedPrekey;
import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.Consumer;

/** A device with its keys, as a client would have it. */
public final class TestDevice {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final UUID accountId;
  private final UUID id;
  private final SigningKey signing = SigningKey.create();
  private final byte[] agreementKey = randomBytes(32);

  TestDevice(UUID accountId, UUID id) {
    this.accountId = accountId;
    this.id = id;
  }

  public UUID id() {
    return id;
  }

  public SigningKey signing() {
    return signing;
  }

  byte[] agreementKey() {
    return agreementKey;
  }

  /** A signed prekey; rotating kinds have the key id as their counter. */
  public byte[] prekey(PrekeyKind kind, int keyId) {
    return prekey(kind, keyId, prekey -> {});
  }

  /** The same with something changed before it is signed. */
  public byte[] prekey(PrekeyKind kind, int keyId, Consumer<Prekey.Builder> change) {
    boolean mlKem =
        kind == PrekeyKind.ML_KEM_768_ONE_TIME || kind == PrekeyKind.ML_KEM_768_LAST_RESORT;
    boolean rotating =
        kind == PrekeyKind.X25519_SIGNED || kind == PrekeyKind.ML_KEM_768_LAST_RESORT;
    var prekey =
        Prekey.newBuilder()
            .setFormat(1)
            .setKind(kind)
            .setAccountId(Identity.raw(accountId))
            .setDeviceId(Identity.raw(id))
            .setKeyId(keyId)
            .setCounter(rotating ? keyId : 0)
            .setCreatedAtMs(1_790_000_000_000L)
            .setPublicKey(ByteString.copyFrom(randomBytes(mlKem ? 1184 : 32)));
    change.accept(prekey);
    return sign(prekey.build().toByteArray());
  }

  /** Signs any bytes as a prekey. */
  public byte[] sign(byte[] prekey) {
    return SignedPrekey.newBuilder()
        .setPrekey(ByteString.copyFrom(prekey))
        .setSignature(ByteString.copyFrom(signing.sign("tacet/prekey/v1", prekey)))
        .build()
        .toByteArray();
  }

  static byte[] randomBytes(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
