package chat.tacet.auth.password;

import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;

import chat.tacet.kit.json.Base64Url;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes authentication keys with Argon2id at OWASP strength, off the event loop, a few at a time.
 * More than can wait is shed, so that a flood of logins delays nobody by more than a moment.
 */
@Component
@EnableConfigurationProperties(PasswordProperties.class)
public final class AuthenticationKeys implements DisposableBean {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int PARALLELISM = 1;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final int IDLE_SECONDS = 60;

  private final Argon2PasswordEncoder argon2;
  private final Scheduler hashing;

  /** Verified against when there is no account, so that it takes as long as when there is. */
  private final String nobodysVerifier;

  AuthenticationKeys(PasswordProperties properties, ObjectProvider<HashCost> cost) {
    HashCost each = cost.getIfAvailable(() -> HashCost.OWASP);
    argon2 =
        new Argon2PasswordEncoder(
            SALT_BYTES, HASH_BYTES, PARALLELISM, each.memoryKib(), each.iterations());
    hashing =
        Schedulers.newBoundedElastic(
            properties.maxHashes(), properties.maxWaiting(), "auth-argon2", IDLE_SECONDS, true);
    nobodysVerifier = encode(Base64Url.of(new byte[HASH_BYTES]));
  }

  /**
   * What to store for a key.
   *
   * <p>Ends with {@code rate-limited} when too many wait.
   */
  public Mono<String> verifierOf(Base64Url authenticationKey) {
    return offLoop(() -> encode(authenticationKey));
  }

  /**
   * Whether the key is the one the verifier was made of.
   *
   * <p>Ends with {@code rate-limited} when too many wait.
   */
  public Mono<Boolean> matches(Base64Url authenticationKey, String verifier) {
    return offLoop(() -> argon2.matches(authenticationKey.encoded(), verifier));
  }

  /** Takes as long as {@link #matches} and is always false. */
  public Mono<Boolean> matchesNobody(Base64Url authenticationKey) {
    return matches(authenticationKey, nobodysVerifier).map(_ -> false);
  }

  private String encode(Base64Url authenticationKey) {
    String encoded = argon2.encode(authenticationKey.encoded());
    if (encoded == null) {
      throw new IllegalStateException("Argon2id gave no hash");
    }
    return encoded;
  }

  private <T> Mono<T> offLoop(Callable<T> work) {
    return Mono.fromCallable(work)
        .subscribeOn(hashing)
        .onErrorMap(
            RejectedExecutionException.class,
            full -> RATE_LIMITED.exception().withRetryAfter(RETRY_AFTER));
  }

  @Override
  public void destroy() {
    hashing.dispose();
  }
}
