package chat.tacet.client.engine.state;

import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept about one conversation, beside its entries.
 *
 * @param person the other one
 * @param entries how many entries there are
 * @param lastNumber of this device in the main sequence, [C-11]
 * @param lastReceipt of this device in the sequence of receipts
 * @param heads newest message ids that no message named as seen yet, oldest first
 */
public record Talk(
    RoomId room,
    Person person,
    long entries,
    long lastNumber,
    long lastReceipt,
    List<MessageId> heads) {

  /** No more than the protocol lets a content name, [C-8]. */
  private static final int MAX_HEADS = 8;

  /** More than the server lets somebody have friends, with room for former ones. */
  private static final int MAX_TALKS = 100_000;

  private static final Draft.Form<Talk> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Talk talk) {
          out.u8(1).raw(talk.room.value());
          Fields.person(out, talk.person);
          out.u64(talk.entries).u64(talk.lastNumber).u64(talk.lastReceipt);
          Fields.list(out, talk.heads, id -> out.raw(id.value()));
        }

        @Override
        public Talk read(ByteReader in) {
          in.version(1);
          return new Talk(
              Fields.room(in),
              Fields.person(in),
              in.u64(),
              in.u64(),
              in.u64(),
              Fields.list(in, Fields::message));
        }
      };

  public static Talk begin(RoomId room, Person person) {
    return new Talk(room, person, 0, 0, 0, List.of());
  }

  /**
   * Another name or text of the same person. Whose conversation it is never changes, [C-19], nor
   * the username under which programs find it: accounts keep theirs, and what comes with another
   * one describes somebody else, [C-20].
   */
  public Talk with(Person newPerson) {
    if (!newPerson.accountId().equals(person.accountId())) {
      throw new IllegalArgumentException("another account");
    }
    String username = person.username();
    boolean isSame = username.isEmpty() || username.equalsIgnoreCase(newPerson.username());
    return isSame ? new Talk(room, newPerson, entries, lastNumber, lastReceipt, heads) : this;
  }

  public Talk nextNumber() {
    return new Talk(room, person, entries, lastNumber + 1, lastReceipt, heads);
  }

  public Talk nextReceipt() {
    return new Talk(room, person, entries, lastNumber, lastReceipt + 1, heads);
  }

  /** A message was seen which itself had seen others. */
  public Talk seen(MessageId message, List<MessageId> before) {
    List<MessageId> next = new ArrayList<>(heads);
    next.removeAll(before);
    next.remove(message);
    next.add(message);
    List<MessageId> newest =
        List.copyOf(next.subList(Math.max(0, next.size() - MAX_HEADS), next.size()));
    return new Talk(room, person, entries, lastNumber, lastReceipt, newest);
  }

  public static Optional<Talk> of(Draft draft, RoomId room) {
    return draft.read(Table.CONVERSATIONS, key(draft, room), FORM);
  }

  public static List<Talk> all(Vault vault) {
    return vault.scan(Table.CONVERSATIONS, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_TALKS).stream()
        .map(row -> Draft.Form.read(FORM, Table.CONVERSATIONS, row.record()))
        .toList();
  }

  public void put(Draft draft) {
    draft.put(Table.CONVERSATIONS, key(draft, room), FORM, this);
  }

  /** Adds an entry at the end, and gives it as it stands there. */
  public Entry append(Draft draft, Entry entry) {
    Entry placed = entry.at(entries);
    new Talk(room, person, entries + 1, lastNumber, lastReceipt, heads).put(draft);
    draft.put(Table.MESSAGES, Entry.key(draft, room, entries), Entry.FORM, placed);
    if (placed.id() != null) {
      new Place(room, placed.index()).name(draft, placed.id());
    }
    return placed;
  }

  private static Bytes key(Draft draft, RoomId room) {
    return draft.tag(Table.CONVERSATIONS, room.value());
  }
}
