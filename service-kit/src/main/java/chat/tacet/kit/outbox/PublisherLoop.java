package chat.tacet.kit.outbox;

import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Drains on each signal, one drain at a time, until asked to stop. */
final class PublisherLoop {

  private final Sinks.Empty<Void> stopping = Sinks.empty();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private final Disposable subscription;

  private PublisherLoop(Flux<Boolean> signals, Supplier<Mono<Void>> drain) {
    // However many signals arrive during a drain, one more drain after it answers them all.
    subscription =
        signals
            .takeUntilOther(stopping.asMono())
            .onBackpressureLatest()
            .publishOn(Schedulers.parallel(), 1)
            .concatMap(signal -> drain.get(), 0)
            .doFinally(_ -> ended.tryEmitEmpty())
            .subscribe();
  }

  static PublisherLoop start(Flux<Boolean> wakeUps, Duration sweep, Supplier<Mono<Void>> drain) {
    var sweeps = Flux.interval(Duration.ZERO, sweep).onBackpressureDrop().map(tick -> true);
    return new PublisherLoop(Flux.merge(wakeUps, sweeps), drain);
  }

  /** Lets the drain under way finish, for at most {@code grace}, then calls back. */
  void stop(Duration grace, Runnable callback) {
    var _ = stopping.tryEmitEmpty();
    var _ =
        ended
            .asMono()
            .timeout(grace, Mono.empty())
            .doFinally(_ -> {
              subscription.dispose();
              callback.run();
            })
            .subscribe();
  }
}
