package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.Optional;

/** What becomes of the entries of messages we wrote. */
final class OwnEntries {

  private OwnEntries() {}

  static Optional<Entry> find(Draft draft, RoomId room, long index) {
    return new Place(room, index).entry(draft);
  }

  /** Its message id is known: a receipt may come before the relay's answer. */
  static void encrypted(Draft draft, Outgoing outgoing) {
    Outgoing.Finished finished = outgoing.finished();
    Long index = outgoing.entry();
    if (finished == null || index == null) {
      return;
    }
    find(draft, outgoing.room(), index)
        .ifPresent(entry -> {
          put(draft, entry.known(finished.messageId()));
          new Place(outgoing.room(), index).name(draft, finished.messageId());
        });
  }

  /** States only grow: a receipt may have been faster than the relay's answer. */
  static Entry raise(Draft draft, Entry entry, MessageState state) {
    if (entry.state().compareTo(state) >= 0) {
      return entry;
    }
    Entry raised = entry.in(state);
    put(draft, raised);
    return raised;
  }

  static void put(Draft draft, Entry entry) {
    draft.put(Table.MESSAGES, Entry.key(draft, entry.room(), entry.index()), Entry.FORM, entry);
  }
}
