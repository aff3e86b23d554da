package chat.tacet.auth.token;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import chat.tacet.kit.token.VerificationKeys;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The signing keys as this process knows them.
 *
 * <p>A key is published well before it signs and stays published until the last token it signed has
 * expired, so rotation needs no restart and fails no request. Keys are made by whichever process
 * sees first that the next one is due; the table's primary key lets only one of them win.
 */
@Service
@EnableConfigurationProperties(KeyProperties.class)
class SigningKeys implements VerificationKeys {

  /** Beyond the life of a token: clocks of other hosts. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final SigningKeyTable table;
  private final KeyProperties properties;
  private final Clock clock;
  private volatile List<SigningKey> keys = List.of();

  SigningKeys(SigningKeyTable table, KeyProperties properties, Clock clock) {
    this.table = table;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * The key that signs now. Where the time of none has come, the clock was put back since the first
   * was made: that one signs, or nobody could sign in until the clock is there again.
   */
  SigningKey current() {
    List<SigningKey> known = keys;
    if (known.isEmpty()) {
      throw UNAVAILABLE.exception();
    }
    Instant now = clock.instant();
    SigningKey current = known.getFirst();
    for (SigningKey key : known) {
      if (!key.useFrom().isAfter(now)) {
        current = key;
      }
    }
    return current;
  }

  /** The public halves of all keys that sign, did or will soon. */
  JWKSet published() {
    return new JWKSet(keys.stream().map(key -> (JWK) key.pair().toPublicJWK()).toList());
  }

  @Override
  public Flux<JWK> withId(String keyId) {
    return Flux.fromIterable(keys)
        .filter(key -> keyId.equals(key.pair().getKeyID()))
        .map(key -> key.pair().toPublicJWK());
  }

  /** Makes the next key when it is due, drops those that are over, and learns those of others. */
  Mono<Void> lookAfter() {
    return table
        .all()
        .collectList()
        .flatMap(stored -> addDue(stored).then(dropOver(stored)))
        .then(table.all().collectList())
        .doOnNext(stored -> keys = List.copyOf(stored))
        .then();
  }

  /**
   * Makes the next key now, unless it was made already and does not sign yet.
   *
   * @param atOnce it signs from now on, and the older ones are deleted
   * @return the newest key
   */
  Mono<SigningKey> rotate(boolean atOnce) {
    Instant now = clock.instant();
    return table
        .all()
        .last()
        .flatMap(newest -> atOnce ? replace(newest, now) : next(newest, now))
        .then(lookAfter())
        .then(Mono.fromSupplier(() -> keys.getLast()));
  }

  private Mono<Void> replace(SigningKey newest, Instant now) {
    return generate(newest.generation() + 1, now)
        .flatMap(next -> table.insert(next, now).then(table.deleteBelow(next.generation())));
  }

  private Mono<Void> next(SigningKey newest, Instant now) {
    return newest.useFrom().isAfter(now)
        ? Mono.empty()
        : generate(newest.generation() + 1, now.plus(properties.publishAhead()))
            .flatMap(next -> table.insert(next, now));
  }

  private Mono<Void> addDue(List<SigningKey> stored) {
    Instant now = clock.instant();
    if (stored.isEmpty()) {
      return generate(1, now).flatMap(first -> table.insert(first, now));
    }
    SigningKey newest = stored.getLast();
    Instant due = newest.useFrom().plus(properties.signFor()).minus(properties.publishAhead());
    if (now.isBefore(due)) {
      return Mono.empty();
    }
    return generate(newest.generation() + 1, now.plus(properties.publishAhead()))
        .flatMap(next -> table.insert(next, now));
  }

  /** A key is over once its successor has signed for longer than a token lives. */
  private Mono<Void> dropOver(List<SigningKey> stored) {
    Instant now = clock.instant();
    return stored.stream()
        .filter(key -> key.useFrom().plus(TokenIssuer.ACCESS_TOKEN_LIFE).plus(MARGIN).isBefore(now))
        .reduce((older, newer) -> newer)
        .map(successor -> table.deleteBelow(successor.generation()))
        .orElse(Mono.empty());
  }

  private static Mono<SigningKey> generate(long generation, Instant useFrom) {
    return Mono.fromCallable(() -> newKey(generation, useFrom))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static SigningKey newKey(long generation, Instant useFrom) throws JOSEException {
    return new SigningKey(
        generation,
        new ECKeyGenerator(Curve.P_256)
            .keyID(UUID.randomUUID().toString())
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.ES256)
            .generate(),
        useFrom);
  }
}
