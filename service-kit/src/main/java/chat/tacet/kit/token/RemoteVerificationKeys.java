package chat.tacet.kit.token;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keys from {@code auth-service}, fetched when needed.
 *
 * <p>One snapshot of the published set is kept. It is fetched again when a token names a key it
 * does not hold (so rotation needs no restart) and when it is older than {@link #MAX_AGE} (so a
 * withdrawn key stops working). Unknown key ids cost an attacker nothing to make up, therefore
 * fetches are shared and at most one starts per {@link #MIN_INTERVAL}.
 */
final class RemoteVerificationKeys implements VerificationKeys {

  /** A key withdrawn by the issuer is refused after this long at the latest, if auth answers. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** How long the last known keys are trusted while {@code auth-service} does not answer. */
  static final Duration MAX_AGE_WITHOUT_AUTH = Duration.ofHours(1);

  /** Keys are published well ahead of use, so nobody honest waits for this. */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(2);

  /** A request waits for it: longer is worse than {@code unavailable}. */
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);

  private final WebClient web;
  private final List<URI> urls;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Snapshot> snapshot = new AtomicReference<>();
  private final AtomicReference<@Nullable Fetch> lastFetch = new AtomicReference<>();

  /**
   * @param urls of the nodes of {@code auth-service}, which publish the same; the next is asked
   *     when one does not answer
   * @param nanoTime {@link System#nanoTime}: ages are measured with a clock that nobody sets
   */
  RemoteVerificationKeys(WebClient web, List<URI> urls, LongSupplier nanoTime) {
    this.web = web;
    this.urls = List.copyOf(urls);
    this.nanoTime = nanoTime;
  }

  @Override
  public Flux<JWK> withId(String keyId) {
    return Flux.defer(() -> {
      long now = nanoTime.getAsLong();
      Snapshot known = snapshot.get();
      JWK key = known == null ? null : known.keys().getKeyByKeyId(keyId);
      if (known != null && key != null && known.youngerThan(MAX_AGE, now)) {
        return Flux.just(key);
      }
      return fetch(now)
          .onErrorResume(failure ->
              known != null && key != null && known.youngerThan(MAX_AGE_WITHOUT_AUTH, now)
                  ? Mono.just(known)
                  : Mono.error(UNAVAILABLE.exception()))
          .mapNotNull(fetched -> fetched.keys().getKeyByKeyId(keyId))
          .flux();
    });
  }

  /** Joins the fetch of the last moments, or starts one. */
  private Mono<Snapshot> fetch(long now) {
    return lastFetch
        .updateAndGet(last ->
            last != null && now - last.startedAt() < MIN_INTERVAL.toNanos()
                ? last
                : new Fetch(now, request(now).cache()))
        .result();
  }

  private Mono<Snapshot> request(long startedAt) {
    return Flux.fromIterable(urls)
        .concatMapDelayError(
            url -> web.get().uri(url).retrieve().bodyToMono(String.class).timeout(FETCH_TIMEOUT))
        .next()
        .map(body -> new Snapshot(parse(body), startedAt))
        .doOnNext(snapshot::set);
  }

  private static JWKSet parse(String body) {
    try {
      return JWKSet.parse(body);
    } catch (ParseException e) {
      throw UNAVAILABLE.exception().withDetail("The published keys cannot be read.");
    }
  }

  private record Snapshot(JWKSet keys, long fetchedAt) {
    boolean youngerThan(Duration age, long now) {
      return now - fetchedAt < age.toNanos();
    }
  }

  private record Fetch(long startedAt, Mono<Snapshot> result) {}
}
