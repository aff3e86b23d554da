package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.rest.KeysApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Begins ratchet sessions with devices that need one: fetches their prekeys and verifies them. */
final class Sessions {

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final BiFunction<UUID, UUID, KeysApi.BundleBytes> service;
  private final Background background;
  private final Alarms alarms;
  private final MissingPrekeys missing;

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

    /** Their device has no prekeys: the list that names it may be old, [PK-4]. */
    record Gone(TheirDevice device) implements Begun {}

    /** A device's keys do not hold: the alarm was raised. */
    record Refused() implements Begun {}
  }

  List<TheirDevice> needing(List<TheirDevice> devices) {
    long now = setup.now();
    return devices.stream()
        .filter(device -> Peer.of(round.draft(), me.device(), device).needsBundle(now))
        .toList();
  }

  /** Whether what was written then does not leave before that device was asked for, [PK-7]. */
  boolean isAwaited(TheirDevice device, long writtenAt) {
    return missing.mayAsk(device) || !missing.isOver(device, writtenAt);
  }

  /** Each bundle costs its device a one-time prekey: only for those that need one. */
  void begin(List<TheirDevice> devices, Consumer<Begun> then) {
    List<TheirDevice> asked = devices.stream().filter(missing::mayAsk).toList();
    background.run(
        () -> fetch(asked),
        bundles -> then.accept(take(devices, bundles)),
        failed -> then.accept(new Begun.Later(retryAfter(failed))));
  }

  private record Fetched(TheirDevice device, Optional<KeysApi.BundleBytes> bundle) {}

  private List<Fetched> fetch(List<TheirDevice> devices) {
    List<Fetched> fetched = new ArrayList<>();
    for (TheirDevice device : devices) {
      fetched.add(new Fetched(device, fetch(device)));
    }
    return fetched;
  }

  private Optional<KeysApi.BundleBytes> fetch(TheirDevice device) {
    try {
      return Optional.of(service.apply(Ids.uuid(device.account()), Ids.uuid(device.id())));
    } catch (ServerRefusedException refused) {
      if (refused.is("not-found")) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private Begun take(List<TheirDevice> devices, List<Fetched> fetched) {
    List<TheirDevice> begun = new ArrayList<>();
    for (Fetched one : fetched) {
      if (one.bundle.isEmpty()) {
        missing.missed(one.device);
        continue;
      }
      try {
        take(one.device, one.bundle.get());
        missing.found(one.device);
        begun.add(one.device);
      } catch (RefusedException refused) {
        alarms.raise(one.device.account(), refused.refusal());
        return new Begun.Refused();
      }
    }
    return devices.stream()
        .filter(device -> !begun.contains(device))
        .findFirst()
        .<Begun>map(Begun.Gone::new)
        .orElseGet(Begun.Ready::new);
  }

  private void take(TheirDevice device, KeysApi.BundleBytes fetched) {
    long now = setup.now();
    Peer peer = Peer.of(round.draft(), me.device(), device);
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

  private static Optional<Long> retryAfter(TacetException failed) {
    return switch (failed) {
      case ServerRefusedException refused -> refused.retryAfter().map(d -> d.toMillis());
      default -> Optional.empty();
    };
  }
}
