package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something the program may want to know. */
public sealed interface Happening {

  /**
   * Somebody wrote.
   *
   * @param unheard its number among those the program has not handled yet
   */
  record Came(Entry entry, long unheard) implements Happening {}

  /** Entries that were there say something else now. */
  record Changed(List<Entry> entries) implements Happening {}

  /** A line that is no message: a gap, an alarm. */
  record Noted(Entry entry) implements Happening {}

  /** Somebody wants to be friends. */
  record Requested(FriendRequest request) implements Happening {}

  /** Somebody is a friend now. */
  record Befriended(Person person, RoomId room) implements Happening {}

  /** Somebody is no friend any more. */
  record Unfriended(Person person, RoomId room) implements Happening {}

  /** The mailbox is open, or not. */
  record Connected(boolean connected) implements Happening {}

  /** Everything that waited for this device is here. */
  record Drained() implements Happening {}

  /**
   * Something that should hold does not.
   *
   * @param room with the person whose keys it is about; null for one's own account
   */
  record Alarmed(@Nullable RoomId room, String code) implements Happening {}

  /** It is over until the program connects again. */
  record Ended(Why why) implements Happening {

    /** Whose doing it was. */
    public enum Why {
      /** The login session was ended: signed out elsewhere, or the password was changed. */
      SIGNED_OUT,
      /** The same device connected from somewhere else: a copy of the store. */
      DISPLACED,
      /** The store could not be written. */
      STORE_FAILED,
      /** An {@link Error}: of the program's listener, or of this library. */
      FAILED
    }
  }
}
