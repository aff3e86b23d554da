package chat.tacet.social.friendship;

import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class FriendshipProblems {

  static final ProblemType CANNOT_BEFRIEND_YOURSELF =
      new ProblemType("cannot-befriend-yourself", 409, "You cannot be your own friend.");
  static final ProblemType USER_NOT_FOUND =
      new ProblemType("user-not-found", 404, "Nobody has this username.");
  static final ProblemType ALREADY_FRIENDS =
      new ProblemType("already-friends", 409, "You are friends already.");
  static final ProblemType REQUEST_ALREADY_SENT =
      new ProblemType("request-already-sent", 409, "You have asked this person already.");
  static final ProblemType BLOCKED_BY_YOU =
      new ProblemType("blocked-by-you", 409, "You have blocked this person.");
  static final ProblemType REQUEST_CLOSED =
      new ProblemType("request-closed", 409, "This request was answered or taken back.");

  private FriendshipProblems() {}
}
