package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.crypto.Ed25519Signature;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/**
 * A device list with signatures that nobody has checked yet.
 *
 * @param list the bytes that were signed, as they came; never serialised again, [I-4]
 * @param devices one signature per device, in the order of the list
 */
public record SignedDeviceList(
    Bytes list, Ed25519Signature account, List<DeviceSignature> devices) {

  private static final String FORM = "signed-device-list";

  public SignedDeviceList {
    devices = List.copyOf(devices);
  }

  /** What one device of the list says to it. */
  public record DeviceSignature(DeviceId device, Ed25519Signature signature) {}

  /** Signs a list whose devices are all at hand, in its order. */
  public static SignedDeviceList sign(
      DeviceList list, OurAccountIdentity identity, List<OurDevice> devices) {
    return of(
        list,
        identity,
        devices.stream().map(device -> place(device, addedAt(list, device))).toList());
  }

  /**
   * A list with what its devices signed when they joined, in its order: they need not be at hand,
   * [I-4].
   */
  public static SignedDeviceList of(
      DeviceList list, OurAccountIdentity identity, List<DeviceSignature> devices) {
    Bytes bytes = DeviceListCodec.encode(list);
    return new SignedDeviceList(bytes, identity.keys().sign(accountInput(bytes)), devices);
  }

  /** What a device signs once, when it joins; the same for the same time. */
  public static DeviceSignature place(OurDevice device, long addedAt) {
    byte[] input = placeInput(device.account(), device.accountIdentity(), device.listed(addedAt));
    return new DeviceSignature(device.id(), device.signing().sign(input));
  }

  /** Nobody takes the signature of a device that is not listed, so any time does for one. */
  private static long addedAt(DeviceList list, OurDevice device) {
    return list.devices().stream()
        .filter(listed -> listed.id().equals(device.id()))
        .mapToLong(ListedDevice::addedAt)
        .findAny()
        .orElse(list.createdAt());
  }

  /** As a protobuf {@code SignedDeviceList}. */
  public Bytes encode() {
    var message =
        chat.tacet.contracts.identity.v1.SignedDeviceList.newBuilder()
            .setList(DeviceListCodec.string(list))
            .setAccountSignature(DeviceListCodec.string(account.value()));
    for (DeviceSignature signature : devices) {
      message.addDeviceSignatures(
          chat.tacet.contracts.identity.v1.DeviceSignature.newBuilder()
              .setDeviceId(DeviceListCodec.string(signature.device().value()))
              .setSignature(DeviceListCodec.string(signature.signature().value())));
    }
    return Bytes.of(message.build().toByteArray());
  }

  public static SignedDeviceList decode(Bytes signed) {
    try {
      var message = chat.tacet.contracts.identity.v1.SignedDeviceList.parseFrom(signed.toArray());
      return new SignedDeviceList(
          DeviceListCodec.bytes(message.getList()),
          new Ed25519Signature(DeviceListCodec.bytes(message.getAccountSignature())),
          message.getDeviceSignaturesList().stream()
              .map(signature ->
                  new DeviceSignature(
                      new DeviceId(DeviceListCodec.bytes(signature.getDeviceId())),
                      new Ed25519Signature(DeviceListCodec.bytes(signature.getSignature()))))
              .toList());
    } catch (InvalidProtocolBufferException _) {
      throw new RefusedException(new Refusal.Codec(FORM, Fault.MALFORMED));
    }
  }

  // [I-4]
  static byte[] accountInput(Bytes list) {
    return new ByteWriter().label("tacet/device-list/account/v1").raw(list).toByteArray();
  }

  // [I-4] Format 1 is the list as a whole.
  static byte[] deviceInput(Bytes bytes, DeviceList list, ListedDevice device) {
    return list.format() == DeviceListCodec.FIRST_FORMAT
        ? new ByteWriter().label("tacet/device-list/device/v1").raw(bytes).toByteArray()
        : placeInput(list.account(), list.identity(), device);
  }

  private static byte[] placeInput(
      AccountId account, AccountIdentityKey identity, ListedDevice device) {
    return new ByteWriter()
        .label("tacet/device-list/device/v2")
        .raw(account.value())
        .raw(identity.key().value())
        .raw(device.id().value())
        .raw(device.signingKey().key().value())
        .raw(device.agreementKey().key().value())
        .u64(device.addedAt())
        .toByteArray();
  }
}
