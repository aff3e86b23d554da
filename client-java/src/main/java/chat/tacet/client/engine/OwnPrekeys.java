package chat.tacet.client.engine;

import static chat.tacet.client.protocol.prekey.PrekeyKind.ML_KEM_768_LAST_RESORT;
import static chat.tacet.client.protocol.prekey.PrekeyKind.ML_KEM_768_ONE_TIME;
import static chat.tacet.client.protocol.prekey.PrekeyKind.X25519_ONE_TIME;
import static chat.tacet.client.protocol.prekey.PrekeyKind.X25519_SIGNED;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.PrekeyState;
import chat.tacet.client.engine.state.PrekeyState.Retired;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.KeysApi.Stock;
import chat.tacet.client.rest.KeysApi.Upload;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes prekeys and says which are to be published. Private halves are stored before anything is
 * published. Signing is deterministic, so that a repeated upload is the same bytes.
 */
final class OwnPrekeys {

  /** What the service has before the first upload. */
  private static final Stock NOTHING = new Stock(0, 0, 0, 0, -1, -1);

  /**
   * How far ahead of this store the service's marks may be. No device gets there in years; a
   * hostile answer must not use up the 32 bits of the key ids at once.
   */
  private static final long FURTHEST_MARK = 1_000_000;

  /** [PK-6] Of each kind: what is handed out is not always used. */
  private static final long KEPT = 1_000;

  private final Me me;
  private final Randomness randomness;

  OwnPrekeys(Me me, Randomness randomness) {
    this.me = me;
    this.randomness = randomness;
  }

  /** At sign-up; repeated until it was heard. */
  void publish(Vault vault, KeysApi keys, long now) {
    Draft draft = vault.draft();
    Upload upload = fill(draft, NOTHING, now);
    draft.commit();
    keys.putPrekeys(upload);
  }

  /** What brings the service's stock up to where it should be, [PK-6]. Commit before uploading. */
  Upload fill(Draft draft, Stock stock, long now) {
    if (PrekeyState.of(draft).rotations() == 0) {
      rotate(draft, now);
    }
    long rotations = PrekeyState.of(draft).rotations();
    boolean behind =
        stock.x25519SignedCounter() < rotations || stock.mlKemLastResortCounter() < rotations;
    return new Upload(
        behind ? Optional.of(newest(draft, X25519_SIGNED)) : Optional.empty(),
        behind ? Optional.of(newest(draft, ML_KEM_768_LAST_RESORT)) : Optional.empty(),
        oneTime(
            draft,
            X25519_ONE_TIME,
            Limits.ONE_TIME_X25519,
            stock.x25519OneTime(),
            stock.x25519OneTimeHighestKeyId(),
            now),
        oneTime(
            draft,
            ML_KEM_768_ONE_TIME,
            Limits.ONE_TIME_ML_KEM,
            stock.mlKemOneTime(),
            stock.mlKemOneTimeHighestKeyId(),
            now));
  }

  /** New rotating prekeys; those before wait 60 days for late mail, [PK-5]. */
  void rotate(Draft draft, long now) {
    rotate(draft, 0, now);
  }

  /** After a rollback: above every number and counter that the service has seen, [S-9]. */
  void rotateBeyond(Draft draft, Stock stock, long now) {
    rotate(draft, Math.max(stock.x25519SignedCounter(), stock.mlKemLastResortCounter()), now);
  }

  /**
   * Numbers of rotating keys go with their counters: both have grown as often.
   *
   * @param seen the highest counter that is known of elsewhere
   */
  private void rotate(Draft draft, long seen, long now) {
    PrekeyState before = PrekeyState.of(draft);
    long counter = Math.max(before.rotations(), seen) + 1;
    List<Retired> retired = new ArrayList<>(before.retired());
    PrekeyState state = before;
    for (PrekeyKind kind : List.of(X25519_SIGNED, ML_KEM_768_LAST_RESORT)) {
      if (before.next(kind) > 0) {
        retired.add(new Retired(new PrekeyId(kind, before.next(kind) - 1), now));
      }
      long number = Math.max(before.next(kind), seen);
      PrekeyState.put(
          draft, OurPrekey.generate(new PrekeyId(kind, number), counter, now, randomness));
      state = state.next(kind, number + 1);
    }
    new PrekeyState(state.next(), counter, now, List.copyOf(retired)).put(draft);
  }

  /** Whether a service can have that: counts that are counts, and marks that are not far ahead. */
  boolean isPossible(Draft draft, Stock stock) {
    PrekeyState state = PrekeyState.of(draft);
    return stock.x25519OneTime() >= 0
        && stock.mlKemOneTime() >= 0
        && isNear(stock.x25519SignedCounter(), state.rotations())
        && isNear(stock.mlKemLastResortCounter(), state.rotations())
        && isNear(stock.x25519OneTimeHighestKeyId(), state.next(X25519_ONE_TIME))
        && isNear(stock.mlKemOneTimeHighestKeyId(), state.next(ML_KEM_768_ONE_TIME));
  }

  private static boolean isNear(long mark, long ours) {
    return mark >= -1 && mark - ours <= FURTHEST_MARK;
  }

  /** Deletes private halves that no mail can need any more. */
  void sweep(Draft draft, long now) {
    PrekeyState state = PrekeyState.of(draft);
    List<Retired> kept = new ArrayList<>();
    for (Retired one : state.retired()) {
      if (now - one.at() > Limits.PREKEY_RETENTION_MS) {
        PrekeyState.delete(draft, one.id());
      } else {
        kept.add(new Retired(one.id(), Math.min(one.at(), now))); // [S-11]
      }
    }
    if (!kept.equals(state.retired())) {
      new PrekeyState(state.next(), state.rotations(), state.rotatedAt(), List.copyOf(kept))
          .put(draft);
    }
  }

  private Bytes newest(Draft draft, PrekeyKind kind) {
    PrekeyId id = new PrekeyId(kind, PrekeyState.of(draft).next(kind) - 1);
    return PrekeyState.find(draft, id).orElseThrow().sign(me.device()).encode();
  }

  private List<Bytes> oneTime(
      Draft draft, PrekeyKind kind, int full, long left, long highest, long now) {
    List<Bytes> upload = new ArrayList<>();
    if (left >= full * Limits.REFILL_BELOW) {
      return upload;
    }
    PrekeyState state = PrekeyState.of(draft);
    long next = Math.max(state.next(kind), highest + 1);
    // First those that were made for an upload the service did not hear of.
    // Not more than the last two fillings: a mark that is too low must not make it look at all.
    long from = Math.max(highest + 1, next - 2L * full);
    for (long number = from; number < next && upload.size() < full - left; number++) {
      PrekeyState.find(draft, new PrekeyId(kind, number))
          .ifPresent(prekey -> upload.add(prekey.sign(me.device()).encode()));
    }
    while (upload.size() < full - left) {
      OurPrekey prekey = OurPrekey.generate(new PrekeyId(kind, next++), 0, now, randomness);
      PrekeyState.put(draft, prekey);
      upload.add(prekey.sign(me.device()).encode());
    }
    // None is older than these: the same was done whenever some were made.
    for (long old = Math.max(0, state.next(kind) - KEPT);
        old < Math.min(state.next(kind), next - KEPT);
        old++) {
      PrekeyState.delete(draft, new PrekeyId(kind, old));
    }
    state.next(kind, next).put(draft);
    return upload;
  }
}
