package chat.tacet.social.group;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class GroupProblems {

  static final ProblemType ROOM_LOG_CONFLICT =
      new ProblemType("room-log-conflict", 409, "The log of this group has other entries now.");
  static final ProblemType ROOM_ENTRY_INVALID =
      new ProblemType("room-entry-invalid", 400, "An entry of the log is not acceptable.");
  static final ProblemType NOT_A_MEMBER =
      new ProblemType("not-a-member", 403, "You are not a member of this group.");
  static final ProblemType NOT_THE_OWNER =
      new ProblemType("not-the-owner", 403, "Only the owner of the group can do this.");
  static final ProblemType ALREADY_A_MEMBER =
      new ProblemType("already-a-member", 409, "This person is a member already.");
  static final ProblemType ALREADY_INVITED =
      new ProblemType("already-invited", 409, "This person is invited already.");
  static final ProblemType CANNOT_INVITE_YOURSELF =
      new ProblemType("cannot-invite-yourself", 409, "You cannot invite yourself.");
  static final ProblemType NOT_A_FRIEND =
      new ProblemType("not-a-friend", 409, "Only friends can be invited.");
  static final ProblemType USER_NOT_FOUND =
      new ProblemType("user-not-found", 404, "There is no such person.");
  static final ProblemType GROUP_EMPTY =
      new ProblemType("group-empty", 400, "A group begins with somebody who is invited.");
  static final ProblemType ROOM_FULL =
      new ProblemType("room-full", 409, "There are as many people in this group as there may be.");

  private GroupProblems() {}

  /** Says which rule an entry breaks, for the developer of the client. */
  static ProblemException invalid(String rule) {
    return ROOM_ENTRY_INVALID.exception().withDetail(rule);
  }

  /** Fails with {@link #invalid} unless it holds. */
  static void require(boolean holds, String rule) {
    if (!holds) {
      throw invalid(rule);
    }
  }

  /** The newest entry is another one than the append says; the client fetches and judges again. */
  static ProblemException conflict(long sequence) {
    return ROOM_LOG_CONFLICT.exception().withMember("sequence", sequence);
  }
}
