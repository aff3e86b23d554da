package chat.tacet.social.prekey;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.Friendships;
import chat.tacet.social.room.Fellows;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Hands out what is needed to begin writing to a device. */
@Component
final class PrekeyBundles {

  /** A quarter of what a device keeps in store: below it is told to refill. */
  private static final int LOW_X25519 = 25;

  private static final int LOW_ML_KEM = 12;

  private final PrekeyTable table;
  private final Friendships friendships;
  private final Fellows fellows;
  private final DirectoryChanges changes;
  private final Transactions transactions;

  PrekeyBundles(
      PrekeyTable table,
      Friendships friendships,
      Fellows fellows,
      DirectoryChanges changes,
      Transactions transactions) {
    this.table = table;
    this.friendships = friendships;
    this.fellows = fellows;
    this.changes = changes;
    this.transactions = transactions;
  }

  /**
   * Takes a bundle of the device, for its own account, for friends and for fellow members of a
   * group. One-time keys in it are gone from the store with the commit, so that nobody else ever
   * gets them; if the answer is lost then, so are they.
   */
  Mono<Bundle> take(UUID caller, UUID accountId, UUID deviceId) {
    return transactions.run(
        table
            .lock(accountId, deviceId)
            .filter(locked -> locked)
            .flatMap(_ -> mayTake(caller, accountId))
            .filter(may -> may)
            .flatMap(_ -> take(deviceId))
            .switchIfEmpty(Mono.error(NOT_FOUND::exception)));
  }

  private Mono<Boolean> mayTake(UUID caller, UUID accountId) {
    return caller.equals(accountId)
        ? Mono.just(true)
        : friendships
            .areFriends(caller, accountId)
            .filter(friends -> friends)
            .switchIfEmpty(fellows.areFellowMembers(caller, accountId));
  }

  /** Empty, and nothing taken, unless the device has published both rotating keys. */
  private Mono<Bundle> take(UUID deviceId) {
    return Mono.zip(
            table.rotating(deviceId, Kind.X25519_SIGNED),
            table.rotating(deviceId, Kind.ML_KEM_LAST_RESORT))
        .flatMap(rotating ->
            oneTime(deviceId, Kind.X25519_ONE_TIME)
                .flatMap(x25519 ->
                    oneTime(deviceId, Kind.ML_KEM_ONE_TIME)
                        .map(
                            mlKem -> Bundle.of(rotating.getT1(), x25519, mlKem, rotating.getT2()))))
        .flatMap(bundle -> tellIfLow(deviceId).thenReturn(bundle));
  }

  private Mono<Optional<byte[]>> oneTime(UUID deviceId, Kind kind) {
    return table.takeOneTime(deviceId, kind).map(Optional::of).defaultIfEmpty(Optional.empty());
  }

  private Mono<Void> tellIfLow(UUID deviceId) {
    return Mono.defer(() -> table.marks(deviceId))
        .filter(left -> left.x25519OneTime() < LOW_X25519 || left.mlKemOneTime() < LOW_ML_KEM)
        .flatMap(_ -> changes.changed(Topic.PREKEYS_LOW, deviceId));
  }

  /** Answer of {@code POST …/prekey-bundle}; each a {@code SignedPrekey}. */
  record Bundle(
      Base64Url x25519Signed,
      @Nullable Base64Url x25519OneTime,
      @Nullable Base64Url mlKemOneTime,
      Base64Url mlKemLastResort) {

    static Bundle of(
        byte[] x25519Signed,
        Optional<byte[]> x25519OneTime,
        Optional<byte[]> mlKemOneTime,
        byte[] mlKemLastResort) {
      return new Bundle(
          Base64Url.of(x25519Signed),
          x25519OneTime.map(Base64Url::of).orElse(null),
          mlKemOneTime.map(Base64Url::of).orElse(null),
          Base64Url.of(mlKemLastResort));
    }
  }
}
