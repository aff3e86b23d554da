package chat.tacet.social.friendship;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.util.UUID;

/**
 * One person asks another.
 *
 * @param hidden whether the recipient does not see it, having blocked the sender
 * @param createdAt epoch milliseconds
 */
record FriendRequest(
    UUID requestId, UUID senderId, UUID recipientId, State state, boolean hidden, long createdAt) {

  static final String COLUMNS = "request_id, sender_id, recipient_id, state, hidden, created_at";

  static FriendRequest of(Readable row) {
    return new FriendRequest(
        Columns.id(row, "request_id"),
        Columns.id(row, "sender_id"),
        Columns.id(row, "recipient_id"),
        State.of(Columns.text(row, "state")),
        Columns.flag(row, "hidden"),
        Columns.number(row, "created_at"));
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  boolean isFrom(UUID accountId) {
    return senderId.equals(accountId);
  }

  /** Whether this person knows of it as the one who is asked. */
  boolean isVisibleTo(UUID accountId) {
    return recipientId.equals(accountId) && !hidden;
  }

  /** A request begins pending and is closed once. */
  enum State {
    PENDING("pending"),
    ACCEPTED("accepted"),
    DECLINED("declined"),
    WITHDRAWN("withdrawn");

    private final String stored;

    State(String stored) {
      this.stored = stored;
    }

    String stored() {
      return stored;
    }

    static State of(String stored) {
      for (var state : values()) {
        if (state.stored.equals(stored)) {
          return state;
        }
      }
      throw new IllegalStateException("a state of a friend request that no version wrote");
    }
  }
}
