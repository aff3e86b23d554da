package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;

/** Which conversation an envelope belongs to, judged here and not by the relay. */
final class Rooms {

  private final Me me;
  private final Round round;

  Rooms(Me me, Round round) {
    this.me = me;
    this.round = round;
  }

  boolean knows(Delivered delivered) {
    return Talk.of(round.draft(), delivered.room()).isPresent();
  }

  /**
   * Whether its sender is a member of the room: only then is anything of it opened, [C-18]. Of a
   * room that is not known, the id tells.
   */
  boolean isFor(Delivered delivered) {
    AccountId sender = delivered.sender();
    return Talk.of(round.draft(), delivered.room())
        .map(talk ->
            sender.equals(me.account()) || Ids.account(talk.person().accountId()).equals(sender))
        .orElseGet(() -> DirectRoom.of(me.account(), sender).equals(delivered.room()));
  }

  /** Refuses a room that its sender is no member of ({@code content-room}). */
  Talk require(Delivered delivered) {
    AccountId sender = delivered.sender();
    Talk talk = Talk.of(round.draft(), delivered.room()).orElse(null);
    if (talk == null) {
      return begin(delivered);
    }
    boolean member =
        sender.equals(me.account()) || Ids.account(talk.person().accountId()).equals(sender);
    if (!member) {
      throw new RefusedException(Verification.CONTENT_ROOM);
    }
    return talk;
  }

  /** They were a friend when they wrote, and are none now, so nobody tells us their name. */
  private Talk begin(Delivered delivered) {
    if (!DirectRoom.of(me.account(), delivered.sender()).equals(delivered.room())) {
      throw new RefusedException(Verification.CONTENT_ROOM);
    }
    var nameless = new Person(Ids.uuid(delivered.sender()), "", "", "", "");
    Talk talk = Talk.begin(delivered.room(), nameless);
    talk.put(round.draft());
    return talk;
  }
}
