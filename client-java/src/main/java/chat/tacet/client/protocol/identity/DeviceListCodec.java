package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.crypto.Ed25519PublicKey;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import chat.tacet.contracts.identity.v1.Device;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

/** {@link DeviceList} to and from its protobuf bytes, which are what is signed. */
final class DeviceListCodec {

  /** [I-3] Each device signed every list as a whole. Read only: lists of earlier clients. */
  static final int FIRST_FORMAT = 1;

  /** [I-3] Each device signs its place once. */
  static final int FORMAT = 2;

  private DeviceListCodec() {}

  static Bytes encode(DeviceList list) {
    var message =
        chat.tacet.contracts.identity.v1.DeviceList.newBuilder()
            .setFormat(list.format())
            .setAccountId(string(list.account().value()))
            .setAccountIdentityKey(string(list.identity().key().value()))
            .setVersion(list.version())
            .setPreviousHash(string(list.previousHash()))
            .setCreatedAtMs(list.createdAt())
            .setIdentityReset(list.identityReset());
    for (ListedDevice device : list.devices()) {
      message.addDevices(
          Device.newBuilder()
              .setDeviceId(string(device.id().value()))
              .setSigningKey(string(device.signingKey().key().value()))
              .setAgreementKey(string(device.agreementKey().key().value()))
              .setAddedAtMs(device.addedAt()));
    }
    return Bytes.of(message.build().toByteArray());
  }

  static DeviceList decode(Bytes list) {
    chat.tacet.contracts.identity.v1.DeviceList message;
    try {
      message = chat.tacet.contracts.identity.v1.DeviceList.parseFrom(list.toArray());
    } catch (InvalidProtocolBufferException _) {
      throw new RefusedException(new Refusal.Codec(DeviceList.FORM, Fault.MALFORMED));
    }
    if (message.getFormat() != FORMAT && message.getFormat() != FIRST_FORMAT) {
      throw new RefusedException(new Refusal.Codec(DeviceList.FORM, Fault.VERSION));
    }
    if (hasUnknownFields(message)) {
      throw new RefusedException(new Refusal.Codec(DeviceList.FORM, Fault.MALFORMED));
    }
    return new DeviceList(
        message.getFormat(),
        new AccountId(bytes(message.getAccountId())),
        new AccountIdentityKey(new Ed25519PublicKey(bytes(message.getAccountIdentityKey()))),
        message.getVersion(),
        bytes(message.getPreviousHash()),
        message.getDevicesList().stream().map(DeviceListCodec::device).toList(),
        message.getCreatedAtMs(),
        message.getIdentityReset());
  }

  /** What is signed is exactly what is written in the specification. */
  private static boolean hasUnknownFields(chat.tacet.contracts.identity.v1.DeviceList list) {
    return !list.getUnknownFields().isEmpty()
        || list.getDevicesList().stream().anyMatch(device -> !device.getUnknownFields().isEmpty());
  }

  private static ListedDevice device(Device device) {
    return new ListedDevice(
        new DeviceId(bytes(device.getDeviceId())),
        new DeviceSigningKey(new Ed25519PublicKey(bytes(device.getSigningKey()))),
        new DeviceAgreementKey(new X25519PublicKey(bytes(device.getAgreementKey()))),
        device.getAddedAtMs());
  }

  static Bytes bytes(ByteString string) {
    return Bytes.of(string.toByteArray());
  }

  static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }
}
