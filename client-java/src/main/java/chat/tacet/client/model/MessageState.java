package chat.tacet.client.model;

/** How far a message is. For our own it only ever grows, until {@link #READ}. */
public enum MessageState {
  /** Stored here; the relay does not have it yet. It goes out by itself. */
  SENDING,
  /** The relay has it durably. */
  SENT,
  /** A device of the other person has stored it. */
  DELIVERED,
  /** The other person has seen it. */
  READ,
  /** It will not be sent: the reason was told when it happened. */
  FAILED,
  /** Somebody else's, and here. */
  RECEIVED
}
