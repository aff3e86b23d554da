package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.rest.KeysApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Begins ratchet sessions with devices that need one: fetches their prekeys and verifies them. */
final class Sessions {

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final BiFunction<UUID, UUID, KeysApi.BundleBytes> service;
  private final Background background;
  private final Alarms alarms;
  private final MissingPrekeys missing;

  /** Who waits for each question that is under way. */
  private final Map<DeviceAddress, List<Consumer<Answer>>> asking = new HashMap<>();

  Sessions(
      Me me,
      Setup setup,
      Round round,
      BiFunction<UUID, UUID, KeysApi.BundleBytes> service,
      Background background,
      Alarms alarms) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.service = service;
    this.background = background;
    this.alarms = alarms;
    missing = new MissingPrekeys(setup);
  }

  /** How beginning went. */
  sealed interface Begun {

    /** Something can be sealed for every device now. */
    record Ready() implements Begun {}

    /** Not now; {@code afterMs} if the server said when. */
    record Later(Optional<Long> afterMs) implements Begun {}

    /** These have no prekeys: the lists that name them may be old, [PK-4]. */
    record Gone(List<TheirDevice> devices) implements Begun {}

    /** A device's keys do not hold: the alarm was raised. */
    record Refused() implements Begun {}
  }

  List<TheirDevice> needing(List<TheirDevice> devices) {
    List<TheirDevice> needing = new ArrayList<>();
    for (TheirDevice device : devices) {
      if (peer(device).needsBundle(setup.now())) {
        needing.add(device);
      } else {
        // It may have begun a session by itself.
        missing.forget(device);
      }
    }
    return needing;
  }

  /** Whether it has no session at all, not even one to be repaired, [PK-7]. */
  boolean isWithout(TheirDevice device) {
    return peer(device).pair().needsSession(setup.now());
  }

  /** Whether a question about it may find something out: its prekeys, or a list without it. */
  boolean isWorthAsking(TheirDevice device) {
    return missing.mayAsk(device) || (isWithout(device) && !missing.isListed(device));
  }

  /** For how long what was written then waits for it still, milliseconds, [PK-7]. */
  long remaining(TheirDevice device, long writtenAt) {
    return isWithout(device) ? missing.remaining(device, writtenAt) : 0;
  }

  /** Its list was asked for after it had no prekeys, and names it. */
  void listed(TheirDevice device) {
    missing.listed(device);
  }

  /** Nobody has to ask for its prekeys, or nobody says here whether it has some. */
  void forgetMissing(TheirDevice device) {
    missing.forget(device);
  }

  /**
   * Each bundle costs its device a one-time prekey: only for those that need one. All are asked for
   * before it is told how that went, and what was found is used whatever became of the others.
   */
  void begin(List<TheirDevice> devices, Consumer<Begun> then) {
    List<TheirDevice> asked = devices.stream().filter(missing::mayAsk).toList();
    List<TheirDevice> without = new ArrayList<>(devices);
    without.removeAll(asked);
    if (asked.isEmpty()) {
      then.accept(begun(List.of(), without));
      return;
    }
    List<Answer> answers = new ArrayList<>();
    for (TheirDevice device : asked) {
      ask(
          device,
          answer -> {
            answers.add(answer);
            if (answer instanceof Answer.None) {
              without.add(device);
            }
            if (answers.size() == asked.size()) {
              then.accept(begun(answers, without));
            }
          });
    }
  }

  private static Begun begun(List<Answer> answers, List<TheirDevice> without) {
    if (answers.stream().anyMatch(Answer.Refused.class::isInstance)) {
      return new Begun.Refused();
    }
    List<Answer.Failed> failed =
        answers.stream()
            .filter(Answer.Failed.class::isInstance)
            .map(Answer.Failed.class::cast)
            .toList();
    if (!failed.isEmpty()) {
      return new Begun.Later(
          failed.stream().flatMap(one -> one.afterMs.stream()).max(Long::compare));
    }
    return without.isEmpty() ? new Begun.Ready() : new Begun.Gone(List.copyOf(without));
  }

  /** What became of one question. */
  private sealed interface Answer {

    record Found() implements Answer {}

    record None() implements Answer {}

    record Refused() implements Answer {}

    record Failed(Optional<Long> afterMs) implements Answer {}
  }

  /** One question at a time about a device, whichever rooms ask. */
  private void ask(TheirDevice device, Consumer<Answer> then) {
    var address = new DeviceAddress(device.account(), device.id());
    List<Consumer<Answer>> waiting = asking.get(address);
    if (waiting != null) {
      waiting.add(then);
      return;
    }
    asking.put(address, new ArrayList<>(List.of(then)));
    background.run(
        () -> service.apply(Ids.uuid(device.account()), Ids.uuid(device.id())),
        bundle -> answered(address, () -> found(device, bundle)),
        failure -> answered(address, () -> failed(device, failure)));
  }

  private void answered(DeviceAddress device, Supplier<Answer> what) {
    List<Consumer<Answer>> those = asking.remove(device);
    Answer answer = what.get();
    if (those != null) {
      those.forEach(then -> then.accept(answer));
    }
  }

  private Answer found(TheirDevice device, KeysApi.BundleBytes bundle) {
    try {
      take(device, bundle);
    } catch (RefusedException refused) {
      alarms.raise(device.account(), refused.refusal());
      return new Answer.Refused();
    }
    missing.forget(device);
    return new Answer.Found();
  }

  private Answer failed(TheirDevice device, TacetException failure) {
    if (!(failure instanceof ServerRefusedException refused)) {
      return new Answer.Failed(Optional.empty());
    }
    Optional<Long> afterMs = refused.retryAfter().map(Duration::toMillis);
    if (saysNone(refused, afterMs.orElse(0L), missing.has(device))) {
      missing.missed(device, afterMs.orElse(0L));
      return new Answer.None();
    }
    return new Answer.Failed(afterMs);
  }

  /**
   * [PK-7] Where the service wants to hear of a device no more, there are none for now: it must not
   * hold up others for that. A shorter pause is of all requests: it says nothing of a device, and
   * nothing new of one that had none.
   */
  private static boolean saysNone(ServerRefusedException refused, long afterMs, boolean hadNone) {
    boolean isOfDevice = hadNone || afterMs > Limits.PREKEYS_LEAST_WAIT_MS;
    return refused.is("not-found") || (refused.is("rate-limited") && isOfDevice);
  }

  private void take(TheirDevice device, KeysApi.BundleBytes fetched) {
    long now = setup.now();
    Peer peer = peer(device);
    if (!peer.needsBundle(now)) {
      // Their handshake came first; the bundle goes unused.
      return;
    }
    PrekeyBundle bundle = PrekeyBundle.verify(parse(fetched), device, peer.pair().counters());
    SessionId failing = peer.failing();
    Pair pair = peer.pair();
    Peer next =
        failing != null && pair.mayRepair(now)
            ? new Peer(pair.repair(me.device(), bundle, failing, now, setup.randomness()), null)
            : new Peer(pair.startSession(me.device(), bundle, now, setup.randomness()), null);
    next.put(round.draft());
  }

  private static FetchedBundle parse(KeysApi.BundleBytes bundle) {
    return new FetchedBundle(
        SignedPrekey.decode(bundle.x25519Signed()),
        bundle.x25519OneTime().map(SignedPrekey::decode).orElse(null),
        SignedPrekey.decode(bundle.mlKemLastResort()),
        bundle.mlKemOneTime().map(SignedPrekey::decode).orElse(null));
  }

  private Peer peer(TheirDevice device) {
    return Peer.of(round.draft(), me.device(), device);
  }
}
