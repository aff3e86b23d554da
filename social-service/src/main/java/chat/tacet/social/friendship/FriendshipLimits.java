package chat.tacet.social.friendship;

/** How many of something one account may have. */
final class FriendshipLimits {

  /** The largest list anybody loads whole: every friend's presence and devices are kept fresh. */
  static final int MAX_FRIENDS = 2_000;

  /** More requests without an answer than anybody needs who is not asking everybody. */
  static final int MAX_OUTGOING = 100;

  /** Bounds the list of the person who is asked. Who never answers cannot be asked without end. */
  static final int MAX_INCOMING = 1_000;

  private FriendshipLimits() {}
}
