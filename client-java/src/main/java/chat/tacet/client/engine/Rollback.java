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

  private final Round round;
  private final Events events;
  private final Prekeys prekeys;

  Rollback(Round round, Events events, Prekeys prekeys) {
    this.round = round;
    this.events = events;
    this.prekeys = prekeys;
  }

  void check(Welcome welcome) {
    if (welcome.getLastSendCounter() <= Counter.SEND.get(round.draft())) {
      return;
    }
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
