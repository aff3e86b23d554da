package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import chat.tacet.contracts.relay.v1.Welcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Notices that the store is an older copy, and lets nothing in it be used twice, [S-9]. */
final class Rollback {

  private static final Logger LOG = System.getLogger(Rollback.class.getName());

  static final String CODE = "store-rolled-back";

  /** More pairs than there can be: 2,000 friends with 16 devices each. */
  private static final int MAX_PEERS = 40_000;

  /** More than a device sends between a copy of its store and the copy's return. */
  static final long FURTHEST_AHEAD = 1L << 32;

  /** After an attempt to mend that failed. */
  private static final long AGAIN_AFTER_MS = 60_000;

  private final Round round;
  private final EngineThread engine;
  private final Events events;
  private final Prekeys prekeys;

  /** Counts connections, so that a try of an earlier one is known to be late. */
  private long connection;

  /** Of this connection. */
  private boolean looked;

  Rollback(Round round, EngineThread engine, Events events, Prekeys prekeys) {
    this.round = round;
    this.engine = engine;
    this.events = events;
    this.prekeys = prekeys;
  }

  void connectionChanged() {
    connection++;
    looked = false;
  }

  /** Whether this store is as new as what the relay knows of it: nothing is sent before. */
  boolean isMended() {
    return looked && Counter.MENDING.get(round.draft()) == 0;
  }

  /** False if the relay claims what this device cannot have sent: nothing is taken over, [F-7]. */
  boolean check(Welcome welcome) {
    if (!isPossible(welcome.getLastSendCounter(), Counter.SEND.get(round.draft()))) {
      return false;
    }
    look(welcome.getLastSendCounter(), connection);
    return true;
  }

  /** [S-9] Tried again while the connection lasts. */
  private void look(long claimed, long ofConnection) {
    if (ofConnection != connection) {
      return;
    }
    try {
      round.attempt(() -> mend(claimed));
      looked = true;
    } catch (StoreException storeFailed) {
      throw storeFailed;
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "A rollback could not be mended: {0}", bug.getClass().getName());
      engine.after(AGAIN_AFTER_MS, () -> look(claimed, ofConnection));
    }
  }

  /** As unsigned as the frame has it: a counter that uses up its 64 bits can never count again. */
  static boolean isPossible(long claimed, long sent) {
    return claimed >= 0 && claimed - sent <= FURTHEST_AHEAD;
  }

  private void mend(long claimed) {
    Draft draft = round.draft();
    if (claimed > Counter.SEND.get(draft)) {
      Counter.MENDING.set(draft, 1);
      Counter.SEND.raise(draft, claimed);
      for (Vault.Row row :
          round.vault().scan(Table.SESSIONS, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_PEERS)) {
        Peer peer = Peer.read(row.record());
        new Peer(peer.pair().abandon(), null).put(draft);
      }
      round.then(() -> events.tell(new Happening.Alarmed(null, CODE)));
    }
    if (Counter.MENDING.get(draft) > 0) {
      // Also after a restart that came between.
      prekeys.rolledBack();
    }
  }
}
