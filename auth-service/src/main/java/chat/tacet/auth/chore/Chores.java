package chat.tacet.auth.chore;

import chat.tacet.kit.redaction.Redacted;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does the chores, each by its own clock; one that fails is logged and done again. */
@Component
class Chores implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Chores.class);

  /** A run that takes longer hangs. */
  private static final Duration MAX_RUN = Duration.ofMinutes(1);

  private final List<Chore> chores;
  private volatile @Nullable Disposable running;

  Chores(List<Chore> chores) {
    this.chores = chores;
  }

  @Override
  public void start() {
    var all = Disposables.composite();
    chores.forEach(chore -> all.add(repeated(chore).subscribe()));
    running = all;
  }

  @Override
  public void stop() {
    Disposable current = running;
    if (current != null) {
      current.dispose();
    }
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  private static Flux<Void> repeated(Chore chore) {
    return Flux.interval(Duration.ZERO, chore.every())
        .onBackpressureDrop()
        .concatMap(
            tick ->
                chore
                    .work()
                    .timeout(MAX_RUN)
                    .onErrorResume(error -> {
                      log.warn("{} failed: {}", chore.name(), Redacted.summary(error));
                      return Mono.empty();
                    }),
            1);
  }
}
