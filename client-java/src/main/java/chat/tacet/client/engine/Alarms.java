package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Doubts;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Tells that keys or lists do not hold, in the conversation with whoever they belong to. */
final class Alarms {

  static final String IDENTITY_REPLACED = "identity-replaced";

  /** Nothing is encrypted while one of these stands. */
  private static final Set<Refusal> STANDING =
      Set.of(
          Verification.DEVICE_LIST_ROLLED_BACK,
          Verification.DEVICE_LIST_FORKED,
          Verification.DEVICE_LIST_FORMAT,
          Verification.DEVICE_LIST_IDENTITY_CHANGED,
          Verification.DEVICE_LIST_KEYS_CHANGED);

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final Events events;

  /** What was told last, so that a service that goes on lying is told once. */
  private final Map<AccountId, Refusal> told = new HashMap<>();

  Alarms(Me me, Setup setup, Round round, Events events) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.events = events;
  }

  /** Says so once as long as it stays the same. */
  void raise(AccountId about, Refusal refusal) {
    if (refusal.equals(told.put(about, refusal))) {
      return;
    }
    if (about.equals(me.account())) {
      round.then(() -> events.tell(new Happening.Alarmed(null, refusal.code())));
      return;
    }
    Talk.of(round.draft(), roomWith(about))
        .ifPresent(talk -> {
          if (STANDING.contains(refusal)) {
            Doubts.of(round.draft(), talk.room()).refused(refusal.code()).put(round.draft());
          }
          note(talk, about, refusal.code());
        });
  }

  /** What was wrong with this account's lists or prekeys is right again. */
  void over(AccountId about) {
    told.remove(about);
  }

  /** A line in the conversation. */
  void note(Talk before, AccountId about, String code) {
    Entry entry =
        Talk.of(round.draft(), before.room())
            .orElse(before)
            .append(
                round.draft(),
                Entry.notice(
                    before.room(), Entry.Kind.ALARM, about, me.deviceId(), setup.now(), code, 0));
    round.then(() -> events.tell(new Happening.Noted(entry)));
    round.then(() -> events.tell(new Happening.Alarmed(before.room(), code)));
  }

  /** The direct room of two people has the same id for both, for ever. */
  RoomId roomWith(AccountId other) {
    return DirectRoom.of(me.account(), other);
  }

  /** The account identity was replaced without the old one: somebody else may be behind it now. */
  void identityReplaced(AccountId about) {
    Talk.of(round.draft(), roomWith(about)).ifPresent(talk -> note(talk, about, IDENTITY_REPLACED));
  }
}
