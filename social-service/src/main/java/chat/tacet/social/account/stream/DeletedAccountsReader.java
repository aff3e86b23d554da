package chat.tacet.social.account.stream;

import chat.tacet.kit.redaction.Redacted;
import chat.tacet.social.account.AccountDeletion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Ends accounts here after they ended at the auth service; acknowledges only what is done. */
@Component
final class DeletedAccountsReader implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DeletedAccountsReader.class);

  /**
   * Read on a timer, not blocking: a blocked connection would be one more to watch and to close.
   */
  private static final Duration READ_EVERY = Duration.ofSeconds(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DeletedAccounts stream;
  private final AccountDeletion deletion;
  private @Nullable Disposable loop;

  DeletedAccountsReader(DeletedAccounts stream, AccountDeletion deletion) {
    this.stream = stream;
    this.deletion = deletion;
  }

  @Override
  public synchronized void start() {
    if (loop == null) {
      // Joining is part of what is repeated: a Redis that lost its data lost the group too.
      loop =
          Mono.defer(stream::join)
              .thenMany(Flux.interval(Duration.ZERO, READ_EVERY))
              .onBackpressureDrop()
              .concatMap(_ -> stream.unacknowledged().concatMap(this::end), 0)
              .retryWhen(
                  Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                      .maxBackoff(LONGEST_PAUSE)
                      .transientErrors(true)
                      .doBeforeRetry(DeletedAccountsReader::warnOnce))
              .subscribe();
    }
  }

  @Override
  public synchronized void stop() {
    if (loop != null) {
      loop.dispose();
      loop = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return loop != null;
  }

  @Override
  public int getPhase() {
    return 0;
  }

  private Mono<Void> end(DeletedAccounts.Entry entry) {
    return Mono.justOrEmpty(entry.account())
        .flatMap(deletion::delete)
        .then(stream.acknowledge(entry.id()));
  }

  private static void warnOnce(Retry.RetrySignal signal) {
    if (signal.totalRetriesInARow() == 0) {
      log.warn("Account deletions cannot be read: {}", Redacted.summary(signal.failure()));
    }
  }
}
