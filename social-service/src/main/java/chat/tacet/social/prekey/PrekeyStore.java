package chat.tacet.social.prekey;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.social.prekey.PrekeyProblems.invalid;

import chat.tacet.kit.database.Transactions;
import chat.tacet.social.throttle.Capacity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores what a device publishes. */
@Component
final class PrekeyStore {

  /** Of each one-time kind: twice what a device keeps in store. */
  static final int MAX_STORED = 200;

  private static final String ANOTHER = "another prekey has this id or counter";

  private final PrekeyTable table;
  private final Transactions transactions;

  PrekeyStore(PrekeyTable table, Transactions transactions) {
    this.table = table;
    this.transactions = transactions;
  }

  /**
   * Stores what is new of these. What was stored before is passed over, also when it was handed out
   * meanwhile: an upload whose answer was lost is repeated, and no key may be handed out twice.
   * That is known from the highest id ever stored, so ids ascend from upload to upload.
   */
  Mono<PrekeyMarks> put(UUID accountId, UUID deviceId, List<VerifiedPrekey> prekeys) {
    var ascending =
        eachOnce(prekeys).sorted(Comparator.comparingLong(VerifiedPrekey::keyId)).toList();
    return transactions
        .run(
            table
                .lock(accountId, deviceId)
                .filter(locked -> locked)
                .switchIfEmpty(Mono.error(FORBIDDEN::exception))
                .then(Mono.defer(() -> table.marks(deviceId)))
                .flatMapMany(before ->
                    Flux.fromIterable(ascending)
                        .concatMap(prekey -> put(deviceId, prekey, before.mark(prekey.kind()))))
                .then(Mono.defer(() -> table.marks(deviceId)))
                .flatMap(PrekeyStore::requireSpace))
        // The lock is the prekeys' alone: a new list may take the device away meanwhile.
        .onErrorMap(DataIntegrityViolationException.class, _ -> FORBIDDEN.exception());
  }

  /** Without those that come twice. */
  private static Stream<VerifiedPrekey> eachOnce(List<VerifiedPrekey> prekeys) {
    var once = new HashMap<KindAndId, VerifiedPrekey>();
    for (var prekey : prekeys) {
      var twin = once.putIfAbsent(new KindAndId(prekey.kind(), prekey.keyId()), prekey);
      if (twin != null && !Arrays.equals(twin.signedBytes(), prekey.signedBytes())) {
        throw invalid(ANOTHER);
      }
    }
    return once.values().stream();
  }

  private Mono<Void> put(UUID deviceId, VerifiedPrekey prekey, long mark) {
    if (prekey.mark() > mark) {
      var room =
          prekey.kind().isOneTime()
              ? Mono.<Void>empty()
              : table.deleteRotating(deviceId, prekey.kind());
      return room.then(table.insert(deviceId, prekey));
    }
    return prekey.kind().isOneTime()
        ? requireSame(table.find(deviceId, prekey.kind(), prekey.keyId()), prekey)
        : requireSameRotating(deviceId, prekey, mark);
  }

  /** Of a device that was off the list, and is on it again, only the mark was kept. */
  private Mono<Void> requireSameRotating(UUID deviceId, VerifiedPrekey prekey, long mark) {
    if (prekey.mark() < mark) {
      return Mono.error(invalid("counter is below the highest stored"));
    }
    var restored = table.insert(deviceId, prekey).thenReturn(prekey.signedBytes());
    return requireSame(table.rotating(deviceId, prekey.kind()).switchIfEmpty(restored), prekey);
  }

  private static Mono<Void> requireSame(Mono<byte[]> stored, VerifiedPrekey prekey) {
    return stored.flatMap(bytes ->
        Arrays.equals(bytes, prekey.signedBytes()) ? Mono.empty() : Mono.error(invalid(ANOTHER)));
  }

  /**
   * Looked at afterwards, since repeated ones do not count: beyond it everything is rolled back.
   */
  private static Mono<PrekeyMarks> requireSpace(PrekeyMarks after) {
    long most = Math.max(after.x25519OneTime(), after.mlKemOneTime());
    return Capacity.requireBelow(MAX_STORED + 1, most).thenReturn(after);
  }

  private record KindAndId(Kind kind, long keyId) {}
}
