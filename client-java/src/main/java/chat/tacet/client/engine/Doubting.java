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
import chat.tacet.client.store.Draft;
import java.util.HashSet;
import java.util.List;
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
  private final Round round;
  private final EngineThread engine;
  private final DeviceLists lists;
  private final Alarms alarms;
  private final Set<AccountId> askedLately = new HashSet<>();

  Doubting(Me me, Round round, EngineThread engine, DeviceLists lists, Alarms alarms) {
    this.me = me;
    this.round = round;
    this.engine = engine;
    this.lists = lists;
    this.alarms = alarms;
    lists.onRefresh(this::refreshed);
  }

  /** What a content of that device says it was encrypted for. */
  void compare(Talk talk, DeviceAddress by, RoomState state) {
    if (!lists.isListed(by.account(), by.device())) {
      // A device that its account took out of its list has no more say, [I-13].
      return;
    }
    for (DeviceListHead head : state.deviceLists()) {
      if (isMember(talk, head.account())) {
        compare(talk.room(), new Told(by, head.account(), head.version(), head.hash(), false));
      }
    }
  }

  private enum Verdict {
    /** The version that was told is known, under that hash. */
    SAME,
    /** It is known under another. */
    OTHER,
    /** It is above all that are known. */
    NEWER,
    /** It is older than those remembered. */
    FORGOTTEN
  }

  private Verdict verdict(Told told) {
    Optional<Bytes> known = lists.of(told.about()).flatMap(l -> l.hash(told.version()));
    if (known.isPresent()) {
      return known.get().equals(told.hash()) ? Verdict.SAME : Verdict.OTHER;
    }
    return told.version() > newest(told.about()) ? Verdict.NEWER : Verdict.FORGOTTEN;
  }

  private void compare(RoomId room, Told told) {
    switch (verdict(told)) {
      case SAME -> holds(room, told);
      case OTHER -> {
        remember(room, told);
        alarm(room, told, Verification.DEVICE_LIST_FORKED);
      }
      case NEWER -> {
        // Not an alarm yet: it may only be news. Whether it is, the service has to tell; until then
        // nothing is encrypted, so that not answering is no way to keep a list back.
        rememberNewest(room, told);
        round.then(() -> ask(told.about()));
      }
      case FORGOTTEN -> {}
    }
  }

  private void rememberNewest(RoomId room, Told told) {
    Optional<Told> before = Doubts.of(round.draft(), room).before(told);
    if (before.isEmpty() || before.get().version() < told.version()) {
      remember(room, told);
    }
  }

  private void remember(RoomId room, Told told) {
    Doubts doubts = Doubts.of(round.draft(), room);
    boolean alarmed = doubts.before(told).map(Told::alarmed).orElse(false);
    doubts.with(told.as(alarmed)).put(round.draft());
  }

  /** It tells of one that is no older, and that holds. */
  private void holds(RoomId room, Told told) {
    Doubts doubts = Doubts.of(round.draft(), room);
    doubts
        .before(told)
        .filter(before -> before.version() <= told.version())
        .ifPresent(before -> doubts.without(before::equals).put(round.draft()));
  }

  /** Once, until it is settled, whichever way the service goes on lying. */
  private void alarm(RoomId room, Told told, Verification code) {
    Doubts doubts = Doubts.of(round.draft(), room);
    if (doubts.before(told).filter(before -> !before.alarmed()).isPresent()) {
      doubts.with(told.as(true)).put(round.draft());
      Talk.of(round.draft(), room)
          .ifPresent(talk -> alarms.note(talk, told.by().account(), code.code()));
    }
  }

  /** What was told, and not asked about before the last end. */
  void load() {
    for (Doubts doubts : Doubts.all(round.vault(), MAX_ROOMS)) {
      doubts.told().stream().filter(one -> !one.alarmed()).map(Told::about).forEach(this::ask);
    }
  }

  /** At most once a minute for each account; what cannot be told then is asked again after it. */
  private void ask(AccountId about) {
    if (!askedLately.add(about)) {
      return;
    }
    engine.after(
        ASK_EVERY_MS,
        () -> {
          askedLately.remove(about);
          if (toldOf(about).stream().anyMatch(told -> !told.alarmed())) {
            ask(about);
          }
        });
    askNow(about, () -> {});
  }

  private void askNow(AccountId about, Runnable then) {
    Set<Told> asked = toldOf(about);
    lists.refresh(
        about,
        how -> {
          if (how != Refreshed.UNREACHED) {
            judge(about, asked);
          }
          then.run();
        });
  }

  private Set<Told> toldOf(AccountId about) {
    Set<Told> all = new HashSet<>();
    for (Doubts doubts : concerning(about)) {
      doubts.told().stream().filter(told -> told.about().equals(about)).forEach(all::add);
    }
    return all;
  }

  /** Of somebody else's list only the conversation with them is told. */
  private List<Doubts> concerning(AccountId account) {
    Draft draft = round.draft();
    return account.equals(me.account())
        ? Doubts.all(round.vault(), MAX_ROOMS).stream()
            .map(doubts -> Doubts.of(draft, doubts.room()))
            .toList()
        : List.of(Doubts.of(draft, alarms.roomWith(account)));
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
      askNow(
          account,
          () -> {
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
    if (!account.equals(me.account())) {
      Doubts.of(round.draft(), alarms.roomWith(account)).refused(null).put(round.draft());
    }
    judge(account, Set.of());
  }

  /**
   * Looks again at all that a list settles.
   *
   * @param asked told before the service was asked: what it still does not show, it withholds
   */
  private void judge(AccountId account, Set<Told> asked) {
    for (Doubts doubts : concerning(account)) {
      for (Told told : doubts.told()) {
        if (told.about().equals(account) || told.by().account().equals(account)) {
          judge(doubts.room(), told, asked.contains(told));
        }
      }
    }
  }

  private void judge(RoomId room, Told told, boolean asked) {
    Verdict verdict = verdict(told);
    if (verdict == Verdict.SAME || !isListed(told)) {
      Doubts.of(round.draft(), room).without(told::equals).put(round.draft());
    } else if (verdict == Verdict.OTHER) {
      alarm(room, told, Verification.DEVICE_LIST_FORKED);
    } else if (verdict == Verdict.NEWER && asked) {
      alarm(room, told, Verification.DEVICE_LIST_WITHHELD);
    }
  }

  /** A device that its account took out of its list has no more say, whatever it told. */
  private boolean isListed(Told told) {
    return lists.isListed(told.by().account(), told.by().device());
  }

  private long newest(AccountId account) {
    return lists.of(account).map(Lists::newest).map(list -> list.version()).orElse(0L);
  }

  private boolean isMember(Talk talk, AccountId account) {
    return account.equals(me.account()) || account.equals(Ids.account(talk.person().accountId()));
  }
}
