package chat.tacet.social.testing;

import chat.tacet.contracts.identity.v1.Device;
import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.DeviceSignature;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** An account's identity, as its client has it: signs device lists one after the other. */
public final class Identity {

  private final UUID accountId;
  private SigningKey key = SigningKey.create();
  private long version;
  private byte[] previousHash = new byte[32];
  private byte[] lastList = new byte[0];

  private Identity(UUID accountId) {
    this.accountId = accountId;
  }

  static Identity create(UUID accountId) {
    return new Identity(accountId);
  }

  public TestDevice newDevice() {
    return new TestDevice(accountId, UUID.randomUUID());
  }

  /** Replaces the identity, as somebody does who lost it. */
  public void startOver() {
    key = SigningKey.create();
  }

  /** The last list this made. */
  public byte[] lastList() {
    return lastList;
  }

  /** SHA-256 of its list bytes. */
  public byte[] lastListHash() {
    return previousHash;
  }

  public long version() {
    return version;
  }

  public byte[] publicKey() {
    return key.publicKey();
  }

  /** The list that follows the last one this made. */
  public byte[] nextList(List<TestDevice> devices) {
    return nextList(devices, list -> {});
  }

  /** The same with something changed before it is signed. */
  public byte[] nextList(List<TestDevice> devices, Consumer<DeviceList.Builder> change) {
    var list = draft(devices);
    change.accept(list);
    var bytes = list.build().toByteArray();
    version = list.getVersion();
    previousHash = sha256(bytes);
    lastList = sign(bytes, devices).build().toByteArray();
    return lastList;
  }

  /** The list that would follow, with something changed, without counting as made. */
  public byte[] spoiled(List<TestDevice> devices, Consumer<DeviceList.Builder> change) {
    var list = draft(devices);
    change.accept(list);
    return sign(list.build().toByteArray(), devices).build().toByteArray();
  }

  /** The list that would follow, by somebody who made an identity of their own in this name. */
  public byte[] forged(List<TestDevice> devices, Consumer<DeviceList.Builder> change) {
    var own = key;
    key = SigningKey.create();
    try {
      return spoiled(devices, change);
    } finally {
      key = own;
    }
  }

  /** The list that would follow, with a signature changed, without counting as made. */
  public byte[] missigned(List<TestDevice> devices, Consumer<SignedDeviceList.Builder> change) {
    var signed = sign(draft(devices).build().toByteArray(), devices);
    change.accept(signed);
    return signed.build().toByteArray();
  }

  private DeviceList.Builder draft(List<TestDevice> devices) {
    var list =
        DeviceList.newBuilder()
            .setFormat(1)
            .setAccountId(raw(accountId))
            .setAccountIdentityKey(ByteString.copyFrom(key.publicKey()))
            .setVersion(version + 1)
            .setPreviousHash(ByteString.copyFrom(previousHash))
            .setCreatedAtMs(1_790_000_000_000L);
    for (var device : ascending(devices)) {
      list.addDevices(
          Device.newBuilder()
              .setDeviceId(raw(device.id()))
              .setSigningKey(ByteString.copyFrom(device.signing().publicKey()))
              .setAgreementKey(ByteString.copyFrom(device.agreementKey()))
              .setAddedAtMs(1_790_000_000_000L));
    }
    return list;
  }

  private SignedDeviceList.Builder sign(byte[] list, List<TestDevice> devices) {
    var signed =
        SignedDeviceList.newBuilder()
            .setList(ByteString.copyFrom(list))
            .setAccountSignature(
                ByteString.copyFrom(key.sign("tacet/device-list/account/v1", list)));
    for (var device : ascending(devices)) {
      signed.addDeviceSignatures(
          DeviceSignature.newBuilder()
              .setDeviceId(raw(device.id()))
              .setSignature(
                  ByteString.copyFrom(device.signing().sign("tacet/device-list/device/v1", list))));
    }
    return signed;
  }

  private static List<TestDevice> ascending(List<TestDevice> devices) {
    return devices.stream().sorted(Comparator.comparing(device -> device.id().toString())).toList();
  }

  public static ByteString raw(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
