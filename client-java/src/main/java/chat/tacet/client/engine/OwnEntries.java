package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;

/** What becomes of the entries of messages we wrote. */
final class OwnEntries {

  private OwnEntries() {}

  /** Its message id is known: a receipt may come before the relay's answer. */
  static void encrypted(Draft draft, Outgoing outgoing, MessageId id) {
    Long index = outgoing.entry();
    if (index == null) {
      return;
    }
    Place place = new Place(outgoing.room(), index);
    place.name(draft, id);
    place.entry(draft).ifPresent(entry -> put(draft, entry.known(id)));
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
