package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import chat.tacet.contracts.relay.v1.Welcome;

/** Notices that the store is an older copy, and lets nothing in it be used twice, [S-9]. */
final class Rollback {

  static final String CODE = "store-rolled-back";

  /** More pairs than there can be: 2,000 friends with 16 devices each. */
  private static final int MAX_PEERS = 40_000;

  /** More than a device sends between a copy of its store and the copy's return. */
  static final long FURTHEST_AHEAD = 1L << 32;

  private final Round round;
  private final Events events;
  private final Prekeys prekeys;

  Rollback(Round round, Events events, Prekeys prekeys) {
    this.round = round;
    this.events = events;
    this.prekeys = prekeys;
  }

  /** False if the relay claims what this device cannot have sent: nothing is taken over, [F-7]. */
  boolean check(Welcome welcome) {
    long sent = Counter.SEND.get(round.draft());
    if (!isPossible(welcome.getLastSendCounter(), sent)) {
      return false;
    }
    if (welcome.getLastSendCounter() > sent) {
      mend(welcome);
    }
    return true;
  }

  /** As unsigned as the frame has it: a counter that uses up its 64 bits can never count again. */
  static boolean isPossible(long claimed, long sent) {
    return claimed >= 0 && claimed - sent <= FURTHEST_AHEAD;
  }

  private void mend(Welcome welcome) {
    Counter.SEND.raise(round.draft(), welcome.getLastSendCounter());
    for (Vault.Row row :
        round.vault().scan(Table.SESSIONS, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_PEERS)) {
      Peer peer = Peer.read(row.record());
      new Peer(peer.pair().abandon(), null).put(round.draft());
    }
    prekeys.rolledBack();
    round.then(() -> events.tell(new Happening.Alarmed(null, CODE)));
  }
}
