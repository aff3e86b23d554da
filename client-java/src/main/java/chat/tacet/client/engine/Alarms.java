package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.Set;

/**
 * Tells that keys or lists do not hold, in the conversation with whoever they belong to, and stops
 * sending there where the table of error codes says so.
 */
final class Alarms {

  private static final Set<Refusal> HALTING =
      Set.of(
          Verification.DEVICE_LIST_ROLLED_BACK,
          Verification.DEVICE_LIST_FORKED,
          Verification.DEVICE_LIST_IDENTITY_CHANGED,
          Verification.DEVICE_LIST_KEYS_CHANGED,
          Verification.DEVICE_LIST_WITHHELD);

  private static final String IDENTITY_REPLACED = "identity-replaced";

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final Events events;

  Alarms(Me me, Setup setup, Round round, Events events) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.events = events;
  }

  /** Says so once as long as it stays the same. */
  void raise(AccountId about, Refusal refusal) {
    if (about.equals(me.account())) {
      round.then(() -> events.tell(new Happening.Alarmed(null, refusal.code())));
      return;
    }
    Talk.of(round.draft(), roomWith(about)).ifPresent(talk -> raise(talk, about, refusal));
  }

  /** A line in the conversation that needs no halt. */
  void note(Talk talk, AccountId about, String code) {
    Entry entry =
        talk.append(
            round.draft(),
            Entry.notice(
                talk.room(), Entry.Kind.ALARM, about, me.deviceId(), setup.now(), code, 0));
    round.then(() -> events.tell(new Happening.Noted(entry)));
    round.then(() -> events.tell(new Happening.Alarmed(talk.room(), code)));
  }

  /** The direct room of two people has the same id for both, for ever. */
  RoomId roomWith(AccountId other) {
    return DirectRoom.of(me.account(), other);
  }

  private void raise(Talk talk, AccountId about, Refusal refusal) {
    if (refusal.code().equals(talk.halted())) {
      return;
    }
    Talk marked = HALTING.contains(refusal) ? talk.halt(refusal.code()) : talk;
    note(marked, about, refusal.code());
  }

  /** The account identity was replaced without the old one: somebody else may be behind it now. */
  void identityReplaced(AccountId about) {
    Talk.of(round.draft(), roomWith(about)).ifPresent(talk -> note(talk, about, IDENTITY_REPLACED));
  }
}
