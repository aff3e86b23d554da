package chat.tacet.relay.rest;

import chat.tacet.contracts.relay.v1.Accepted;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.DeviceRef;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What the relay says of a message, in the words of this interface. */
final class Answers {

  private Answers() {}

  /** It is stored for every device that is not named here. */
  record Stored(UUID envelopeId, long acceptedAt, List<Device> mailboxFull) {}

  /** One device of one account. */
  record Device(UUID accountId, UUID deviceId) {

    static Device of(DeviceRef ref) {
      return new Device(Ids.read(ref.getAccountId()), Ids.read(ref.getDeviceId()));
    }
  }

  /** An account, and the version of its device list that the relay knows. */
  record Stale(UUID accountId, long version) {

    static Stale of(DeviceListVersion list) {
      return new Stale(Ids.read(list.getAccountId()), list.getVersion());
    }
  }

  /**
   * The answer to a message.
   *
   * @param sealedFor every device that got a key
   * @throws ProblemException if it was not stored
   */
  static Stored of(ServerFrame frame, DeviceAddress sender, Set<DeviceAddress> sealedFor) {
    return switch (frame.getFrameCase()) {
      case ACCEPTED -> stored(frame.getAccepted());
      case REFUSED ->
          throw isUnlisted(sender, frame.getRefused(), sealedFor)
              ? CommonProblems.FORBIDDEN
                  .exception()
                  .withDetail("The account's newest device list does not name this device.")
              : refusal(frame.getRefused());
      case TRY_LATER -> throw delay(frame.getTryLater());
      default -> throw new IllegalStateException("no answer to a message");
    };
  }

  /** Whether the sending device is too many, and not only because it got a key for itself. */
  private static boolean isUnlisted(
      DeviceAddress sender, Refused refused, Set<DeviceAddress> sealedFor) {
    var device = new Device(sender.account(), sender.device());
    return !sealedFor.contains(sender)
        && refused.getExtraList().stream().map(Device::of).anyMatch(device::equals);
  }

  private static Stored stored(Accepted accepted) {
    return new Stored(
        Ids.read(accepted.getEnvelopeId()),
        accepted.getAcceptedAtMs(),
        accepted.getMailboxFullList().stream().map(Device::of).toList());
  }

  private static ProblemException refusal(Refused refused) {
    ProblemException refusal = refusal(refused.getReason()).exception();
    return refused.getReason() == Refused.Reason.WRONG_DEVICES
        ? refusal
            .withMember("missing", refused.getMissingList().stream().map(Device::of).toList())
            .withMember("extra", refused.getExtraList().stream().map(Device::of).toList())
            .withMember("stale", refused.getStaleList().stream().map(Stale::of).toList())
        : refusal;
  }

  static ProblemType refusal(Refused.Reason reason) {
    return switch (reason) {
      case NOT_A_MEMBER -> RelayProblems.NOT_A_MEMBER;
      case WRONG_DEVICES -> RelayProblems.WRONG_DEVICES;
      case TOO_LARGE -> RelayProblems.ENVELOPE_TOO_LARGE;
      case MALFORMED -> RelayProblems.ENVELOPE_MALFORMED;
      case CONFLICT -> RelayProblems.ENVELOPE_CONFLICT;
      case ALL_MAILBOXES_FULL -> RelayProblems.MAILBOXES_FULL;
      case REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("a refusal without a reason");
    };
  }

  private static ProblemException delay(TryLater later) {
    ProblemType type =
        switch (later.getReason()) {
          case RATE_LIMITED -> CommonProblems.RATE_LIMITED;
          case DIRECTORY_BEHIND -> RelayProblems.DIRECTORY_BEHIND;
          default -> CommonProblems.UNAVAILABLE;
        };
    return type.exception().withRetryAfter(Duration.ofMillis(later.getRetryAfterMs()));
  }
}
