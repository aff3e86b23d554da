package chat.tacet.social.device;

import static chat.tacet.social.device.DeviceProblems.invalid;

import chat.tacet.contracts.identity.v1.Device;
import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.DeviceSignature;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import chat.tacet.kit.problem.ProblemException;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Checks everything about a signed device list that can be said without knowing older ones. */
final class DeviceListVerifier {

  static final int MAX_DEVICES = 16;

  /** 16 devices with two signatures each need about 3 KB; room for fields of later formats. */
  static final int MAX_BYTES = 8 * 1024;

  /** Each device signed every list as a whole. Only earlier clients write it. */
  private static final int FIRST_FORMAT = 1;

  /** Each device signed its place once. */
  private static final int FORMAT = 2;

  /** Of an Ed25519 and of an X25519 key. */
  private static final int KEY_LENGTH = 32;

  static final int HASH_LENGTH = 32;

  private DeviceListVerifier() {}

  /**
   * Answers the list if this account signed exactly these bytes, and each of its devices that it
   * belongs there.
   *
   * @throws ProblemException {@code device-list-invalid}
   */
  static VerifiedDeviceList verify(byte[] signedBytes, UUID account, UUID callersDevice) {
    var signed = parse(signedBytes);
    var listBytes = signed.getList().toByteArray();
    var list = parseList(listBytes);
    checkHead(list, account);
    var devices = devices(list.getDevicesList());
    if (devices.stream().noneMatch(device -> device.deviceId().equals(callersDevice))) {
      throw invalid("the token's device is not named");
    }
    checkAccountSignature(signed, list, listBytes);
    checkDeviceSignatures(signed, list, devices);
    return new VerifiedDeviceList(
        list.getFormat(),
        list.getVersion(),
        list.getPreviousHash().toByteArray(),
        list.getAccountIdentityKey().toByteArray(),
        list.getIdentityReset(),
        devices,
        sha256(listBytes),
        signedBytes);
  }

  /** What a stored list, verified when it came, said. */
  static DeviceList stored(byte[] signedBytes) {
    try {
      return DeviceList.parseFrom(SignedDeviceList.parseFrom(signedBytes).getList());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored device list cannot be read", e);
    }
  }

  private static SignedDeviceList parse(byte[] bytes) {
    try {
      return SignedDeviceList.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw invalid("not a SignedDeviceList");
    }
  }

  private static DeviceList parseList(byte[] bytes) {
    try {
      return DeviceList.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw invalid("list is not a DeviceList");
    }
  }

  private static void checkHead(DeviceList list, UUID account) {
    require(list.getFormat() == FORMAT || list.getFormat() == FIRST_FORMAT, "format is not 1 or 2");
    require(
        RawId.parse(list.getAccountId()).filter(account::equals).isPresent(),
        "account_id is not the caller's");
    // Read as unsigned they are larger still; nobody makes 2^63 versions.
    require(list.getVersion() > 0, "version is not positive");
    require(list.getVersion() > 1 || !list.getIdentityReset(), "version 1 has nothing to reset");
    require(list.getPreviousHash().size() == HASH_LENGTH, "previous_hash is not 32 bytes");
    require(
        Ed25519Keys.isAcceptable(list.getAccountIdentityKey().toByteArray()),
        "account_identity_key is not an acceptable Ed25519 key");
    require(list.getCreatedAtMs() > 0, "created_at_ms is not positive");
  }

  private static List<ListedDevice> devices(List<Device> listed) {
    require(!listed.isEmpty() && listed.size() <= MAX_DEVICES, "devices are not 1 to 16");
    var devices = new ArrayList<ListedDevice>();
    ByteString previousId = ByteString.EMPTY;
    for (var device : listed) {
      var id = RawId.parse(device.getDeviceId());
      require(id.isPresent(), "device_id is not 16 bytes");
      require(
          ByteString.unsignedLexicographicalComparator().compare(previousId, device.getDeviceId())
              < 0,
          "device ids do not ascend");
      previousId = device.getDeviceId();
      require(
          Ed25519Keys.isAcceptable(device.getSigningKey().toByteArray()),
          "signing_key is not an acceptable Ed25519 key");
      require(device.getAgreementKey().size() == KEY_LENGTH, "agreement_key is not 32 bytes");
      devices.add(
          new ListedDevice(
              id.orElseThrow(),
              device.getSigningKey().toByteArray(),
              device.getAgreementKey().toByteArray(),
              device.getAddedAtMs()));
    }
    return devices;
  }

  private static void checkAccountSignature(
      SignedDeviceList signed, DeviceList list, byte[] listBytes) {
    require(
        Ed25519Keys.verify(
            list.getAccountIdentityKey().toByteArray(),
            SignatureInput.DEVICE_LIST_BY_ACCOUNT.of(listBytes),
            signed.getAccountSignature().toByteArray()),
        "account_signature does not verify");
  }

  /** One signature per device, in the order of the list. */
  private static void checkDeviceSignatures(
      SignedDeviceList signed, DeviceList list, List<ListedDevice> devices) {
    List<DeviceSignature> signatures = signed.getDeviceSignaturesList();
    require(signatures.size() == devices.size(), "device_signatures are not one per device");
    for (int i = 0; i < devices.size(); i++) {
      var device = devices.get(i);
      var signature = signatures.get(i);
      require(
          RawId.parse(signature.getDeviceId()).filter(device.deviceId()::equals).isPresent(),
          "device_signatures are not in the order of the list");
      require(
          Ed25519Keys.verify(
              device.signingKey(),
              signedByDevice(signed, list, device),
              signature.getSignature().toByteArray()),
          "a device signature does not verify");
    }
  }

  /** [I-4] In format 2 it is the same in every list, so that the others need not be there. */
  private static byte[] signedByDevice(
      SignedDeviceList signed, DeviceList list, ListedDevice device) {
    if (list.getFormat() == FIRST_FORMAT) {
      return SignatureInput.DEVICE_LIST_BY_DEVICE.of(signed.getList().toByteArray());
    }
    return SignatureInput.DEVICE_PLACE.of(
        ByteBuffer.allocate(2 * RawId.LENGTH + 3 * KEY_LENGTH + Long.BYTES)
            .put(list.getAccountId().toByteArray())
            .put(list.getAccountIdentityKey().toByteArray())
            .putLong(device.deviceId().getMostSignificantBits())
            .putLong(device.deviceId().getLeastSignificantBits())
            .put(device.signingKey())
            .put(device.agreementKey())
            .putLong(device.addedAt())
            .array());
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw invalid(rule);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
