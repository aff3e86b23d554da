package chat.tacet.kit.problem;

import chat.tacet.kit.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * How often each code was answered. Codes are constants of the services, so they are few. A counter
 * is made when its code first comes, under a lock: never on the event loop that answers.
 */
final class RefusalCounters {

  private final Meters meters;
  private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

  RefusalCounters(Meters meters) {
    this.meters = meters;
    // Alerts ask whether these have grown, which of a series that begins with its first failure
    // nobody can say.
    for (var watched : List.of(CommonProblems.INTERNAL, CommonProblems.UNAVAILABLE)) {
      counters.put(watched.code(), register(watched.code()));
    }
  }

  void count(String code) {
    @Nullable Counter known = counters.get(code);
    if (known != null) {
      known.increment();
    } else if (meters.areShown()) {
      var _ =
          Schedulers.boundedElastic()
              .schedule(() -> counters.computeIfAbsent(code, this::register).increment());
    }
  }

  private Counter register(String code) {
    return meters.counter("tacet.refusals", "Calls refused, by code", "code", code);
  }
}
