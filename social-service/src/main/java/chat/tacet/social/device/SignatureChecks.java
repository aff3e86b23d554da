package chat.tacet.social.device;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where signatures are checked: an upload can cost tens of milliseconds of computing, which the
 * event loops must not spend.
 */
@Component
public final class SignatureChecks implements DisposableBean {

  /** Checking is pure computing: more threads than cores would not be faster. */
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /** Waiting uploads per thread, a second's work or two; more are told to come back. */
  private static final int QUEUE = 32;

  private static final Duration COME_BACK = Duration.ofSeconds(2);
  private static final int IDLE_SECONDS = 60;

  private final Scheduler scheduler =
      Schedulers.newBoundedElastic(THREADS, QUEUE, "signature-checks", IDLE_SECONDS, true);

  SignatureChecks() {}

  /** Runs the check there; {@code unavailable} if too many wait already. */
  public <T> Mono<T> run(Callable<T> check) {
    return Mono.fromCallable(check)
        .subscribeOn(scheduler)
        .onErrorMap(
            RejectedExecutionException.class,
            _ -> UNAVAILABLE.exception().withRetryAfter(COME_BACK));
  }

  @Override
  public void destroy() {
    scheduler.dispose();
  }
}
