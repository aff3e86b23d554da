package chat.tacet.kit.work;

import chat.tacet.kit.redaction.Redacted;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Work that is done when the service starts, and again and again after that, one run at a time. A
 * run that fails is tried again after a pause, for ever; an outage is one line in the log. Several
 * processes may do the same at once, so the work must be repeatable.
 */
public final class RepeatedWork implements SmartLifecycle {

  /** Started before the web server takes requests, stopped after it. */
  private static final int PHASE = 0;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** How late the work may be after an outage. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(RepeatedWork.class);

  private final String failure;
  private final Duration every;
  private final Supplier<Mono<Void>> work;
  private @Nullable Disposable loop;

  /**
   * @param failure what the log says when the work fails, for example "The mail cannot be read"
   * @param every from the start of one run to the start of the next, unless it takes longer
   * @param work one run; bounds every wait itself
   */
  public RepeatedWork(String failure, Duration every, Supplier<Mono<Void>> work) {
    this.failure = failure;
    this.every = every;
    this.work = work;
  }

  @Override
  public synchronized void start() {
    if (loop == null) {
      loop =
          Flux.interval(Duration.ZERO, every)
              .onBackpressureDrop()
              // A run that succeeds must be seen by the retry below: its outage is over.
              .concatMap(_ -> Mono.defer(work).thenReturn(true), 0)
              .retryWhen(
                  Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                      .maxBackoff(LONGEST_PAUSE)
                      .transientErrors(true)
                      .doBeforeRetry(this::warnOnce))
              .subscribe();
    }
  }

  /** Ends the run under way, too: repeating it later is harmless. */
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
    return PHASE;
  }

  private void warnOnce(Retry.RetrySignal signal) {
    if (signal.totalRetriesInARow() == 0) {
      log.warn("{}: {}", failure, Redacted.summary(signal.failure()));
    }
  }
}
