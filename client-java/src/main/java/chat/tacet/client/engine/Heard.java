package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Aliases;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.List;

/**
 * Which messages the program has handled. What it had not handled when it ended comes again at the
 * next start, before anything new: at least once, in order.
 */
final class Heard {

  /** Told again at once; more when the program has caught up. */
  private static final int SLICE = 100;

  private final Round round;
  private final EngineThread engine;
  private final List<Long> handled = new ArrayList<>();
  private Bytes replayed = Bytes.EMPTY;
  private boolean replaying;

  Heard(Round round, EngineThread engine) {
    this.round = round;
    this.engine = engine;
  }

  void load() {
    replaying = true;
  }

  boolean isReplaying() {
    return replaying;
  }

  /** From the program's thread. */
  void add(long unheard) {
    engine.post(() -> handled.add(unheard));
  }

  void work(Receipts receipts, Events events) {
    for (long unheard : handled) {
      handled(unheard, receipts);
    }
    handled.clear();
    if (replaying && !events.isBehind()) {
      replay(events);
    }
  }

  void handled(long unheard, Receipts receipts) {
    Draft draft = round.draft();
    Bytes key = Place.unheardKey(unheard);
    draft.read(Table.UNHEARD, key, Place.FORM).ifPresent(place -> read(draft, place, receipts));
    draft.delete(Table.UNHEARD, key);
  }

  private static void read(Draft draft, Place place, Receipts receipts) {
    place.entry(draft).map(Entry::id).ifPresent(id -> receipts.read(place.room(), id));
    Aliases.of(draft, place).forEach(id -> receipts.read(place.room(), id));
  }

  private void replay(Events events) {
    List<Vault.Row> rows =
        round.vault().scan(Table.UNHEARD, Bytes.EMPTY, replayed, Vault.Order.ASCENDING, SLICE);
    for (Vault.Row row : rows) {
      long unheard = Place.unheardNumber(row.key());
      Draft.Form.read(Place.FORM, Table.UNHEARD, row.record())
          .entry(round.draft())
          .ifPresent(entry -> round.then(() -> events.tell(new Happening.Came(entry, unheard))));
      replayed = row.key();
    }
    replaying = rows.size() == SLICE;
    if (replaying) {
      engine.post(() -> {});
    }
  }
}
