package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.crypto.Ed25519PublicKey;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import chat.tacet.client.protocol.identity.DeviceAgreementKey;
import chat.tacet.client.protocol.identity.DeviceSigningKey;
import chat.tacet.client.protocol.identity.ListedDevice;

/**
 * A device that a verified list named and the newest does not, under the same identity, [I-13].
 *
 * @param leftAt when the list without it was taken here
 * @param madeAt when that list was made, by its owner's clock
 */
public record Former(ListedDevice device, long leftAt, long madeAt) {

  private static final int KEY_LENGTH = 32;

  /**
   * Whether what it sent may still be under way.
   *
   * @param emptiedFrom when the connection began in which the mailbox was last read to its end
   */
  boolean isUnderWay(long now, long emptiedFrom) {
    long left = Math.min(leftAt, now); // [S-11]
    // [S-11] What was read in the future was read by a clock that was wrong, and says nothing.
    boolean wasRead = emptiedFrom <= now && emptiedFrom - left > Limits.FORMER_DEVICE_LATE_MS;
    // Whoever hears of it years later has no mail of it: what the list says itself of its time
    // nobody changes.
    long begins = Math.min(left, madeAt + Limits.FORMER_DEVICE_SKEW_MS);
    return !wasRead && now - begins <= Limits.FORMER_DEVICE_MS;
  }

  /** The same, of a clock that is right now: its time begins again, [S-11]. */
  Former since(long now) {
    return new Former(device, Math.min(leftAt, now), madeAt);
  }

  void write(ByteWriter out) {
    out.raw(device.id().value())
        .raw(device.signingKey().key().value())
        .raw(device.agreementKey().key().value())
        .u64(device.addedAt())
        .u64(leftAt)
        .u64(madeAt);
  }

  static Former read(ByteReader in) {
    return new Former(device(in), in.u64(), in.u64());
  }

  /** As an earlier client wrote it: that list was made at the latest when it was taken. */
  static Former readWithoutTime(ByteReader in) {
    ListedDevice device = device(in);
    long leftAt = in.u64();
    return new Former(device, leftAt, leftAt);
  }

  private static ListedDevice device(ByteReader in) {
    return new ListedDevice(
        Fields.device(in),
        new DeviceSigningKey(new Ed25519PublicKey(in.bytes(KEY_LENGTH))),
        new DeviceAgreementKey(new X25519PublicKey(in.bytes(KEY_LENGTH))),
        in.u64());
  }
}
