package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Accepted;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.DeviceRef;
import chat.tacet.contracts.relay.v1.Drained;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Pong;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.contracts.relay.v1.Welcome;
import chat.tacet.relay.admission.Verdict.WrongDevices;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The frames a relay answers with. */
final class Replies {

  /** Version of this protocol, as in {@code Welcome}. */
  private static final int PROTOCOL_VERSION = 1;

  static final ServerFrame DRAINED =
      ServerFrame.newBuilder().setDrained(Drained.getDefaultInstance()).build();

  private Replies() {}

  static ServerFrame welcome(RelayLimits limits, long now, long lastSendCounter) {
    return ServerFrame.newBuilder()
        .setWelcome(
            Welcome.newBuilder()
                .setProtocolVersion(PROTOCOL_VERSION)
                .setMaxFrameBytes(limits.frame().maxBytes())
                .setMaxContentBytes(limits.send().maxContentBytes())
                .setMaxSendBytes(limits.send().maxBytes())
                .setDeliveryWindow(limits.delivery().windowFrames())
                .setPingIntervalMs((int) limits.connection().pingInterval().toMillis())
                .setServerTimeMs(now)
                .setLastSendCounter(lastSendCounter))
        .build();
  }

  private static ServerFrame accepted(UUID envelopeId, long now, List<DeviceAddress> full) {
    Accepted.Builder accepted =
        Accepted.newBuilder().setEnvelopeId(Ids.write(envelopeId)).setAcceptedAtMs(now);
    full.forEach(device -> accepted.addMailboxFull(ref(device)));
    return ServerFrame.newBuilder().setAccepted(accepted).build();
  }

  /**
   * [F-5] What became of a letter, by what became of its copies. Where one is in conflict, devices
   * that did not know the id have theirs all the same.
   */
  static ServerFrame stored(Letter letter, List<Stored> stored) {
    UUID envelope = letter.envelopeId();
    List<DeviceAddress> full = new ArrayList<>(0);
    for (Stored one : stored) {
      if (one instanceof Stored.Conflict) {
        return refused(envelope, Refused.Reason.CONFLICT);
      }
      if (one instanceof Stored.Full) {
        full.add(one.to());
      }
    }
    return !full.isEmpty() && full.size() == stored.size()
        ? refused(envelope, Refused.Reason.ALL_MAILBOXES_FULL)
        : accepted(envelope, letter.acceptedAt(), full);
  }

  static ServerFrame refused(UUID envelopeId, Refused.Reason reason) {
    return ServerFrame.newBuilder()
        .setRefused(Refused.newBuilder().setEnvelopeId(Ids.write(envelopeId)).setReason(reason))
        .build();
  }

  static ServerFrame wrongDevices(UUID envelopeId, WrongDevices wrong) {
    Refused.Builder refused =
        Refused.newBuilder()
            .setEnvelopeId(Ids.write(envelopeId))
            .setReason(Refused.Reason.WRONG_DEVICES);
    wrong.missing().forEach(device -> refused.addMissing(ref(device)));
    wrong.extra().forEach(device -> refused.addExtra(ref(device)));
    wrong
        .stale()
        .forEach((account, version) ->
            refused.addStale(
                DeviceListVersion.newBuilder()
                    .setAccountId(Ids.write(account))
                    .setVersion(version)));
    return ServerFrame.newBuilder().setRefused(refused).build();
  }

  static ServerFrame tryLater(UUID envelopeId, TryLater.Reason reason, Duration retryAfter) {
    return ServerFrame.newBuilder()
        .setTryLater(
            TryLater.newBuilder()
                .setEnvelopeId(Ids.write(envelopeId))
                .setReason(reason)
                .setRetryAfterMs((int) retryAfter.toMillis()))
        .build();
  }

  static ServerFrame pong(long nonce, long now) {
    return ServerFrame.newBuilder()
        .setPong(Pong.newBuilder().setNonce(nonce).setServerTimeMs(now))
        .build();
  }

  static ServerFrame goodbye(Goodbye.Code code, String detail) {
    return ServerFrame.newBuilder()
        .setGoodbye(Goodbye.newBuilder().setCode(code).setDetail(detail))
        .build();
  }

  private static DeviceRef ref(DeviceAddress device) {
    return DeviceRef.newBuilder()
        .setAccountId(Ids.write(device.account()))
        .setDeviceId(Ids.write(device.device()))
        .build();
  }
}
