package chat.tacet.client;

import chat.tacet.client.engine.Conversations;
import chat.tacet.client.engine.Engine;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.identity.SafetyNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What two people say to each other. Two objects for the same room are equal. */
public final class Conversation {

  private final Engine engine;
  private final RoomId room;
  private final Person person;

  Conversation(Engine engine, RoomId room, Person person) {
    this.engine = engine;
    this.room = room;
    this.person = person;
  }

  static Conversation of(Engine engine, Talk talk) {
    return new Conversation(engine, talk.room(), talk.person());
  }

  /** The other person. */
  public Person person() {
    return person;
  }

  /** The same for both, for ever. */
  public UUID roomId() {
    return Ids.uuid(room);
  }

  /**
   * Sends a text of at most 16,384 bytes of UTF-8. When this returns, the text is in the store and
   * goes out by itself, also after a crash and without network.
   */
  public Sending send(String text) {
    return send(text, null, null);
  }

  /**
   * The same; a second call with the same key, also after a restart, sends nothing and gives what
   * the first one sent.
   *
   * @param key of your choice, unique in this store, remembered for 60 days
   */
  public Sending send(String text, String key) {
    return send(text, null, key);
  }

  Sending send(String text, @Nullable MessageId replyTo, @Nullable String key) {
    Conversations.Sending sending = engine.conversations().send(room, text, replyTo, key);
    return new Sending(message(sending.entry()), sending.accepted().thenApply(this::message));
  }

  /** The newest lines, oldest first. */
  public List<Message> messages(int limit) {
    return messages(Long.MAX_VALUE, limit);
  }

  /** Lines before that one, oldest first. */
  public List<Message> before(Message message, int limit) {
    return messages(message.position(), limit);
  }

  private List<Message> messages(long before, int limit) {
    List<Entry> found = new ArrayList<>();
    List<Entry> page = engine.conversations().entries(room, before, limit);
    while (!page.isEmpty() && found.size() < limit) {
      // Places that are kept for what has not come are no lines.
      page.stream()
          .filter(entry -> entry.kind() != Entry.Kind.CLOSED)
          .limit(limit - found.size())
          .forEach(found::add);
      page = engine.conversations().entries(room, page.getLast().index(), limit);
    }
    return found.reversed().stream().map(this::message).toList();
  }

  /**
   * Sixty digits that the other person must see too: compare them by another way than this chat.
   * Empty until something was sent or received.
   */
  public Optional<String> safetyNumber() {
    return engine.conversations().safetyNumber(room).map(SafetyNumber::digits);
  }

  Message message(Entry entry) {
    return new Message(this, entry, entry.author().equals(engine.me().account()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Conversation conversation && conversation.room.equals(room);
  }

  @Override
  public int hashCode() {
    return room.hashCode();
  }

  @Override
  public String toString() {
    return "conversation " + roomId();
  }
}
