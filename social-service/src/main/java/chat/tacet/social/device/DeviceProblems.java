package chat.tacet.social.device;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class DeviceProblems {

  static final ProblemType DEVICE_LIST_INVALID =
      new ProblemType("device-list-invalid", 400, "This device list is not acceptable.");
  static final ProblemType DEVICE_LIST_CONFLICT =
      new ProblemType("device-list-conflict", 409, "The device list has another version now.");

  private DeviceProblems() {}

  /** Says which rule a list breaks, for the developer of the client. */
  static ProblemException invalid(String rule) {
    return DEVICE_LIST_INVALID.exception().withDetail(rule);
  }
}
