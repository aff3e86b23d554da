package chat.tacet.social.device;

import static chat.tacet.social.device.DeviceProblems.DEVICE_LIST_CONFLICT;
import static chat.tacet.social.device.DeviceProblems.invalid;

import chat.tacet.contracts.identity.v1.Device;
import chat.tacet.kit.problem.ProblemException;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;

/** Whether a verified list may follow the one that is stored. */
final class DeviceListChain {

  private static final byte[] NO_PREDECESSOR = new byte[DeviceListVerifier.HASH_LENGTH];

  private DeviceListChain() {}

  /**
   * Says whether the list is new; one that is stored already is not.
   *
   * @throws ProblemException {@code device-list-conflict} if it follows another list than the
   *     stored one, {@code device-list-invalid} if it changes what only an identity reset may
   *     change
   */
  static boolean isNew(VerifiedDeviceList list, Optional<StoredDeviceList> stored) {
    if (stored.filter(same -> Arrays.equals(same.hash(), list.hash())).isPresent()) {
      return false;
    }
    long currentVersion = stored.map(StoredDeviceList::version).orElse(0L);
    var expected = stored.map(StoredDeviceList::hash).orElse(NO_PREDECESSOR);
    if (list.version() != currentVersion + 1 || !Arrays.equals(list.previousHash(), expected)) {
      throw DEVICE_LIST_CONFLICT.exception().withMember("currentVersion", currentVersion);
    }
    stored.ifPresent(predecessor -> checkKeys(list, predecessor));
    return true;
  }

  private static void checkKeys(VerifiedDeviceList list, StoredDeviceList stored) {
    var predecessor = DeviceListVerifier.stored(stored.signedBytes());
    if (list.format() < predecessor.getFormat()) {
      throw invalid("a list of format 2 is not followed by one of format 1");
    }
    boolean sameIdentity =
        predecessor.getAccountIdentityKey().equals(ByteString.copyFrom(list.identityKey()));
    if (sameIdentity == list.identityReset()) {
      throw invalid("account_identity_key changes exactly when identity_reset is set");
    }
    for (var device : predecessor.getDevicesList()) {
      for (var listed : list.devices()) {
        if (isSame(device, listed) && !hasSameKeys(device, listed)) {
          throw invalid("a device never changes its keys");
        }
      }
    }
  }

  private static boolean isSame(Device device, ListedDevice listed) {
    return RawId.parse(device.getDeviceId()).filter(listed.deviceId()::equals).isPresent();
  }

  private static boolean hasSameKeys(Device device, ListedDevice listed) {
    return Arrays.equals(device.getSigningKey().toByteArray(), listed.signingKey())
        && Arrays.equals(device.getAgreementKey().toByteArray(), listed.agreementKey());
  }
}
