package chat.tacet.social.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several people act at the same instant. */
public final class Together {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private Together() {}

  /** Two of them. */
  public static <T> List<T> run(Callable<T> one, Callable<T> other) {
    return run(List.of(one, other));
  }

  /** Starts all acts when all are ready; answers what each of them returned, in order. */
  public static <T> List<T> run(List<Callable<T>> acts) {
    var ready = new CyclicBarrier(acts.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return acts.stream()
          .map(act ->
              threads.submit(() -> {
                ready.await(WITHIN.toSeconds(), TimeUnit.SECONDS);
                return act.call();
              }))
          .toList()
          .stream()
          .map(Together::result)
          .toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
