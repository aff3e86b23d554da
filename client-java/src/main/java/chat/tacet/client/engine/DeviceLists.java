package chat.tacet.client.engine;

import static java.util.stream.Collectors.toCollection;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.rest.KeysApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The verified device lists of people. What is in memory is what was committed: verifying
 * signatures again for every message would cost more than the message.
 */
final class DeviceLists {

  /** Much of what waits is of one device: its list is not asked for with each envelope. */
  static final long LATELY_MS = 10_000;

  /**
   * Lists come at most 64 at once; nobody's devices change more often while this one looks away.
   */
  private static final int MAX_ROUNDS = 16;

  /** All 10,000 lists that the service takes of an account. */
  private static final int MAX_ROUNDS_FROM_THE_FIRST = 157;

  private static final long NEVER = Long.MIN_VALUE / 2;

  private final Me me;
  private final Round round;
  private final BiFunction<UUID, Long, KeysApi.DeviceLists> service;
  private final Background background;
  private final Alarms alarms;
  private final LongSupplier clock;
  private final Map<AccountId, Lists> known = new HashMap<>();
  private final Map<AccountId, Long> asked = new HashMap<>();

  /** Who asked for the look that is under way. */
  private final Map<AccountId, List<Consumer<Refreshed>>> waiting = new HashMap<>();

  /** Who asked since, for the one after it. */
  private final Map<AccountId, List<Consumer<Refreshed>>> next = new HashMap<>();

  private BiConsumer<AccountId, Refreshed> refreshed = (account, how) -> {};
  private Consumer<AccountId> identityReplaced = account -> {};
  private Consumer<Set<DeviceAddress>> devicesCame = devices -> {};

  /**
   * Begins with what is stored.
   *
   * @param service gives the lists of an account above a version
   */
  DeviceLists(
      Me me,
      Round round,
      BiFunction<UUID, Long, KeysApi.DeviceLists> service,
      Background background,
      Alarms alarms,
      LongSupplier clock) {
    this.me = me;
    this.round = round;
    this.service = service;
    this.background = background;
    this.alarms = alarms;
    this.clock = clock;
  }

  /** How a look at the service ended. */
  enum Refreshed {
    /** All it has was verified; perhaps nothing was new. */
    DONE,
    /** It could not be asked, or its answer is none: another try may be better. */
    UNREACHED,
    /** It has none, and says so: what was known stays. */
    UNAVAILABLE,
    /** It shows less than it says it has: what was known stays. */
    WITHHELD,
    /** What it has does not hold: the alarm was raised, what was known stays. */
    REFUSED
  }

  /** Told of every look that ended. */
  void onRefresh(BiConsumer<AccountId, Refreshed> listener) {
    refreshed = listener;
  }

  /** Told in the step that takes a list under another identity than the one before, [I-9]. */
  void onIdentityReplaced(Consumer<AccountId> listener) {
    identityReplaced = listener;
  }

  /** Told in the step that takes a list which devices of it the one before did not name, [C-13]. */
  void onDevicesCame(Consumer<Set<DeviceAddress>> listener) {
    devicesCame = listener;
  }

  Optional<Lists> of(AccountId account) {
    Lists lists = known.get(account);
    if (lists == null) {
      lists = Lists.of(round.draft(), account).orElse(null);
      if (lists != null) {
        known.put(account, lists);
      }
    }
    return Optional.ofNullable(lists);
  }

  /**
   * Fetches and verifies what is newer. The service is asked after this call: a look that is under
   * way may have been answered before whatever happened. All who ask meanwhile share the next.
   */
  void refresh(AccountId account, Consumer<Refreshed> then) {
    if (waiting.containsKey(account)) {
      next.computeIfAbsent(account, those -> new ArrayList<>()).add(then);
    } else {
      begin(account, new ArrayList<>(List.of(then)));
    }
  }

  private void begin(AccountId account, List<Consumer<Refreshed>> those) {
    waiting.put(account, those);
    fetch(account, version(account) == 0 ? MAX_ROUNDS_FROM_THE_FIRST : MAX_ROUNDS);
  }

  private void fetch(AccountId account, int rounds) {
    long after = version(account);
    background.run(
        () -> service.apply(Ids.uuid(account), after),
        answer -> take(account, answer, rounds),
        failed -> finish(account, outcome(failed)));
  }

  private static Refreshed outcome(TacetException failed) {
    return failed instanceof ServerRefusedException refused && refused.is("not-found")
        ? Refreshed.UNAVAILABLE
        : Refreshed.UNREACHED;
  }

  private void take(AccountId account, KeysApi.DeviceLists answer, int rounds) {
    long before = version(account);
    boolean wasKnown = before > 0;
    try {
      if (answer.version() < before) {
        // It would go on with devices that were taken out since, [I-6].
        throw new RefusedException(Verification.DEVICE_LIST_ROLLED_BACK);
      }
      for (Bytes signed : answer.lists()) {
        take(account, signed, wasKnown);
      }
    } catch (RefusedException refused) {
      alarms.raise(account, refused.refusal());
      finish(account, Refreshed.REFUSED);
      return;
    }
    long version = version(account);
    if (version >= answer.version()) {
      finish(account, Refreshed.DONE);
    } else if (version > before && rounds > 1) {
      fetch(account, rounds - 1);
    } else {
      finish(account, Refreshed.WITHHELD);
    }
  }

  /** Of the newest list known, 0 if none is. */
  private long version(AccountId account) {
    return of(account).map(lists -> lists.newest().version()).orElse(0L);
  }

  private void take(AccountId account, Bytes signed, boolean wasKnown) {
    Lists before = of(account).orElse(null);
    Lists after =
        before == null
            ? Lists.begin(VerifiedDeviceList.first(account, signed))
            : before.next(signed, clock.getAsLong(), emptiedFrom());
    if (account.equals(me.account())) {
      after.newest().requireIdentity(me.identity().key());
    }
    if (wasKnown
        && before != null
        && !before.newest().identity().equals(after.newest().identity())) {
      identityReplaced(account, before);
    }
    put(before, after);
  }

  /** Nothing is kept of devices of which nothing will be read any more. */
  private void put(@Nullable Lists before, Lists after) {
    if (before != null) {
      before.forgottenBy(after).forEach(device -> Peer.delete(round.draft(), device));
    }
    after.put(round.draft());
    known.put(after.newest().account(), after);
    Set<DeviceAddress> came = devices(after);
    if (before != null) {
      came.removeAll(devices(before));
    }
    if (!came.isEmpty()) {
      devicesCame.accept(came);
    }
  }

  private static Set<DeviceAddress> devices(Lists lists) {
    return lists.newest().devices().stream()
        .map(device -> new DeviceAddress(device.account(), device.id()))
        .collect(toCollection(HashSet::new));
  }

  /**
   * A device that was taken off its list, while what it sent may be under way: if the newest list
   * was asked for just now, which may say that the identity was replaced, [I-13].
   */
  Optional<TheirDevice> former(AccountId account, DeviceId device) {
    long now = clock.getAsLong();
    return Math.abs(now - asked.getOrDefault(account, NEVER)) > LATELY_MS
        ? Optional.empty()
        : of(account).flatMap(lists -> lists.former(device, now, emptiedFrom()));
  }

  boolean isListed(AccountId account, DeviceId device) {
    return of(account).map(Lists::newest).flatMap(list -> list.device(device)).isPresent();
  }

  /** Forgets former devices that have had their time. */
  void sweep(AccountId account) {
    of(account).ifPresent(before -> put(before, before.swept(clock.getAsLong(), emptiedFrom())));
  }

  private long emptiedFrom() {
    return Counter.EMPTIED_FROM.get(round.draft());
  }

  /** The ratchet sessions were with somebody who may be somebody else now. */
  private void identityReplaced(AccountId account, Lists before) {
    for (TheirDevice device : before.newest().devices()) {
      Peer.delete(round.draft(), device);
    }
    alarms.identityReplaced(account);
    identityReplaced.accept(account);
  }

  private void finish(AccountId account, Refreshed how) {
    if (how == Refreshed.DONE) {
      asked.put(account, clock.getAsLong());
      alarms.over(account);
    } else {
      // What the service had of it before says nothing of what it has now.
      asked.remove(account);
    }
    refreshed.accept(account, how);
    List<Consumer<Refreshed>> later = next.remove(account);
    List<Consumer<Refreshed>> those = waiting.remove(account);
    if (those != null) {
      those.forEach(then -> then.accept(how));
    }
    if (later == null) {
      return;
    }
    // One of those may have begun another look, which is after all that was asked before.
    List<Consumer<Refreshed>> running = waiting.get(account);
    if (running == null) {
      begin(account, later);
    } else {
      running.addAll(later);
    }
  }
}
