package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.bytes.DeviceId;

/** A device as a list names it; {@code addedAt} in milliseconds. */
public record ListedDevice(
    DeviceId id, DeviceSigningKey signingKey, DeviceAgreementKey agreementKey, long addedAt) {

  /** Whether it has the same keys, [I-7]. */
  boolean hasKeysOf(ListedDevice other) {
    return signingKey.equals(other.signingKey) && agreementKey.equals(other.agreementKey);
  }
}
