package chat.tacet.social.friendship;

import chat.tacet.kit.problem.ProblemType;

/** How many of something one account may have, and the refusal beyond. */
final class FriendshipLimits {

  /** The largest list anybody loads whole: every friend's presence and devices are kept fresh. */
  static final int MAX_FRIENDS = 2_000;

  /** More requests without an answer than anybody needs who is not asking everybody. */
  static final int MAX_OUTGOING = 100;

  /** Bounds the list of the person who is asked. Who never answers cannot be asked without end. */
  static final int MAX_INCOMING = 1_000;

  static final ProblemType LIMIT_REACHED =
      new ProblemType("limit-reached", 409, "There are as many of these as there may be.");

  private FriendshipLimits() {}
}
