package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Bytes;
import java.util.List;

/**
 * The devices of an account at one version: form only, nothing verified, [I-3].
 *
 * @param format 2; 1 of earlier clients
 * @param version from 1
 * @param previousHash of the predecessor's bytes, 32 bytes; zeros for version 1
 * @param devices 1 to 16, ascending by id
 * @param createdAt milliseconds
 * @param identityReset the account identity was replaced without the old one
 */
public record DeviceList(
    int format,
    AccountId account,
    AccountIdentityKey identity,
    long version,
    Bytes previousHash,
    List<ListedDevice> devices,
    long createdAt,
    boolean identityReset) {

  static final int HASH_LENGTH = 32;
  static final String FORM = "device-list";

  public DeviceList {
    if (format != DeviceListCodec.FORMAT && format != DeviceListCodec.FIRST_FORMAT) {
      throw new RefusedException(new Refusal.Codec(FORM, Fault.VERSION));
    }
    previousHash.requireLength(HASH_LENGTH, FORM);
    devices = List.copyOf(devices);
    if (version < 1 || !ByteReader.isExact(version) || !ByteReader.isExact(createdAt)) {
      throw malformed();
    }
    if (devices.isEmpty() || devices.size() > Limits.MAX_DEVICES) {
      throw new RefusedException(Validation.DEVICE_LIST_SIZE);
    }
    for (int i = 0; i < devices.size(); i++) {
      if (!ByteReader.isExact(devices.get(i).addedAt())) {
        throw malformed();
      }
      if (i > 0 && devices.get(i - 1).id().compareTo(devices.get(i).id()) >= 0) {
        throw new RefusedException(Validation.DEVICE_LIST_ORDER);
      }
    }
    if (previousHash.isZero() != (version == 1)) {
      throw new RefusedException(Validation.DEVICE_LIST_PREDECESSOR);
    }
    if (identityReset && version == 1) {
      throw new RefusedException(Validation.DEVICE_LIST_RESET_OF_NOTHING);
    }
  }

  /** A list of the format that is written. */
  DeviceList(
      AccountId account,
      AccountIdentityKey identity,
      long version,
      Bytes previousHash,
      List<ListedDevice> devices,
      long createdAt,
      boolean identityReset) {
    this(
        DeviceListCodec.FORMAT,
        account,
        identity,
        version,
        previousHash,
        devices,
        createdAt,
        identityReset);
  }

  /** The first list of an account. */
  public static DeviceList first(
      AccountId account, AccountIdentityKey identity, List<ListedDevice> devices, long now) {
    return new DeviceList(account, identity, 1, Bytes.zeros(HASH_LENGTH), devices, now, false);
  }

  private static RefusedException malformed() {
    return new RefusedException(new Refusal.Codec(FORM, Fault.MALFORMED));
  }
}
