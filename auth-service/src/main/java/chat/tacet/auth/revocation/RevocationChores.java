package chat.tacet.auth.revocation;

import chat.tacet.auth.chore.Chore;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Keeps Redis true to the table, also after Redis lost everything. */
@Configuration(proxyBeanMethods = false)
class RevocationChores {

  /** So long a Redis that came back empty lets revoked tokens pass. */
  private static final Duration REPUBLISH_EVERY = Duration.ofSeconds(15);

  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  /** Entries are few (the logins ended in a quarter of an hour) and small. */
  private static final int CONCURRENCY = 8;

  @Bean
  Chore revocationsRepublished(Revocations revocations, RevocationPublisher publisher) {
    return new Chore(
        "Publishing revocations again",
        REPUBLISH_EVERY,
        Mono.defer(() -> revocations.current().flatMap(publisher::store, CONCURRENCY).then()));
  }

  /** Not right after a start either: nobody knows how the clock ran before. */
  @Bean
  Chore revocationsForgotten(Revocations revocations, RevocationPublisher publisher, Clock clock) {
    var even = new EvenClock(clock, System::nanoTime, Revocations.KEPT);
    return new Chore(
        "Forgetting old revocations",
        FORGET_EVERY,
        Mono.defer(() ->
            even.isTrusted()
                ? revocations.forgetExpired().then(publisher.forgetBefore(clock.millis()))
                : Mono.empty()));
  }
}
