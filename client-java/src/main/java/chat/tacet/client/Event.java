package chat.tacet.client;

import java.util.Optional;

/** Something that happened. */
public sealed interface Event {

  /** Somebody wrote. */
  record MessageReceived(Message message) implements Event {}

  /** A message says something else now: its state, its text, or that it was recovered. */
  record MessageChanged(Message message) implements Event {}

  /** Messages are missing, or could not be opened. */
  record MessagesMissing(Conversation conversation, long count) implements Event {}

  /** Somebody wants to be friends. */
  record RequestReceived(Request request) implements Event {}

  /** There is a conversation with a new friend. */
  record FriendAdded(Conversation conversation) implements Event {}

  /** Nothing can be sent there any more. */
  record FriendRemoved(Conversation conversation) implements Event {}

  /** The connection to the relay came or went. */
  record ConnectionChanged(boolean connected) implements Event {}

  /** Everything that waited at the server is here. */
  record CaughtUp() implements Event {}

  /**
   * Something that should hold does not.
   *
   * @param conversation with the person it is about; empty if it is about this account itself
   * @param code from {@code docs/spec/limits.md}
   */
  record Alarm(Optional<Conversation> conversation, String code) implements Event {}

  /** It is over until the program connects again. */
  record Ended(Reason reason) implements Event {

    /** Why. */
    public enum Reason {
      /** Signed out elsewhere, or the password was changed. */
      SIGNED_OUT,
      /** Another copy of this store connected. */
      DISPLACED,
      /** The store could not be written, for example because the disk is full. */
      STORE_FAILED,
      /** An {@link Error} came out of the listener or of this library; nothing is lost. */
      FAILED
    }
  }
}
