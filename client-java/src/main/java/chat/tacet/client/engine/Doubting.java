package chat.tacet.client.engine;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.state.Doubts;
import chat.tacet.client.engine.state.Doubts.Told;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.content.RoomState.DeviceListHead;
import chat.tacet.client.protocol.pair.DeviceAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares the lists others encrypt for with those this device was told, [C-16]. What does not
 * agree stands as a doubt in that conversation until it is settled.
 */
final class Doubting {

  /** A list is asked for no more often because of what others tell, per account. */
  private static final long ASK_EVERY_MS = 60_000;

  private static final int MAX_ROOMS = 100_000;

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final DeviceLists lists;
  private final Alarms alarms;
  private final Map<AccountId, Long> askedAt = new HashMap<>();
  private final Set<AccountId> scheduled = new HashSet<>();

  Doubting(Me me, Setup setup, Round round, EngineThread engine, DeviceLists lists, Alarms alarms) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.lists = lists;
    this.alarms = alarms;
    lists.onRefresh(this::refreshed);
  }

  /** What a content of that device says it was encrypted for. */
  void compare(Talk talk, DeviceAddress by, RoomState state) {
    for (DeviceListHead head : state.deviceLists()) {
      if (isMember(talk, head.account())) {
        compare(talk, new Told(by, head.account(), head.version(), head.hash()));
      }
    }
  }

  private void compare(Talk talk, Told told) {
    Optional<Bytes> known = lists.of(told.about()).flatMap(l -> l.hash(told.version()));
    if (known.isPresent() && !known.get().equals(told.hash())) {
      doubt(talk, told, Verification.DEVICE_LIST_FORKED);
    } else if (known.isPresent()) {
      holds(talk, told);
    } else if (told.version() > newest(told.about())) {
      // Not an alarm yet: it may only be news. Whether it is, the service will tell.
      unknown(talk, told);
    }
  }

  /** It tells of one that is no older, and that holds. */
  private void holds(Talk talk, Told told) {
    Doubts doubts = Doubts.of(round.draft(), talk.room());
    if (doubts.stand()) {
      doubts
          .without(one ->
              one.by().equals(told.by())
                  && one.about().equals(told.about())
                  && one.version() <= told.version())
          .put(round.draft());
    }
  }

  private void unknown(Talk talk, Told told) {
    long now = setup.now();
    long since = now - askedAt.getOrDefault(told.about(), now - ASK_EVERY_MS);
    if (since >= ASK_EVERY_MS) {
      askedAt.put(told.about(), now);
      lists.refresh(told.about(), how -> judge(talk.room(), told, how));
    } else if (scheduled.add(told.about())) {
      engine.after(
          ASK_EVERY_MS - since,
          () -> {
            scheduled.remove(told.about());
            unknown(talk, told);
          });
    }
  }

  private void judge(RoomId room, Told told, Refreshed how) {
    Talk talk = Talk.of(round.draft(), room).orElse(null);
    if (talk == null || how == Refreshed.UNREACHED) {
      return;
    }
    if (newest(told.about()) < told.version()) {
      doubt(talk, told, Verification.DEVICE_LIST_WITHHELD);
    } else {
      compare(talk, told);
    }
  }

  private void doubt(Talk talk, Told told, Verification code) {
    Doubts doubts = Doubts.of(round.draft(), talk.room());
    boolean toldBefore =
        doubts.told().stream()
            .anyMatch(one -> one.by().equals(told.by()) && one.about().equals(told.about()));
    doubts.with(told).put(round.draft());
    if (!toldBefore) {
      alarms.note(talk, told.by().account(), code.code());
    }
  }

  /**
   * Before something is encrypted again: asks for every list in doubt, and then says whether any
   * still is.
   */
  void ask(RoomId room, Consumer<Boolean> stillInDoubt) {
    Set<AccountId> accounts = new HashSet<>();
    Doubts doubts = Doubts.of(round.draft(), room);
    doubts.told().forEach(told -> accounts.add(told.about()));
    doubts.told().forEach(told -> accounts.add(told.by().account()));
    if (doubts.refused() != null) {
      Talk.of(round.draft(), room)
          .ifPresent(talk -> accounts.add(Ids.account(talk.person().accountId())));
    }
    int[] open = {accounts.size()};
    for (AccountId account : accounts) {
      lists.refresh(
          account,
          how -> {
            if (--open[0] == 0) {
              stillInDoubt.accept(Doubts.of(round.draft(), room).stand());
            }
          });
    }
    if (accounts.isEmpty()) {
      stillInDoubt.accept(false);
    }
  }

  /** Every look at a list may settle what was in doubt about it. */
  private void refreshed(AccountId account, Refreshed how) {
    if (how != Refreshed.DONE) {
      return;
    }
    List<Doubts> all =
        account.equals(me.account())
            ? Doubts.all(round.vault(), MAX_ROOMS)
            : List.of(Doubts.of(round.draft(), alarms.roomWith(account)));
    for (Doubts doubts : all) {
      Doubts now = Doubts.of(round.draft(), doubts.room());
      if (now.stand()) {
        Doubts accepted = account.equals(me.account()) ? now : now.refused(null);
        accepted.without(this::isSettled).put(round.draft());
      }
    }
  }

  private boolean isSettled(Told told) {
    boolean verified =
        lists
            .of(told.about())
            .flatMap(l -> l.hash(told.version()))
            .filter(told.hash()::equals)
            .isPresent();
    boolean listed =
        lists
            .of(told.by().account())
            .map(Lists::newest)
            .flatMap(l -> l.device(told.by().device()))
            .isPresent();
    return verified || !listed;
  }

  private long newest(AccountId account) {
    return lists.of(account).map(Lists::newest).map(list -> list.version()).orElse(0L);
  }

  private boolean isMember(Talk talk, AccountId account) {
    return account.equals(me.account()) || account.equals(Ids.account(talk.person().accountId()));
  }
}
