package chat.tacet.relay.presence;

import chat.tacet.relay.limits.RelayLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks for leases that nobody renewed, as long as the service runs. */
public final class PresenceSweep implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PresenceSweep.class);

  private final PresenceNews news;
  private final RelayLimits.Presence limits;
  private volatile @Nullable Disposable running;

  public PresenceSweep(PresenceNews news, RelayLimits limits) {
    this.news = news;
    this.limits = limits.presence();
  }

  @Override
  public void start() {
    running =
        Flux.interval(limits.sweep())
            .onBackpressureDrop()
            .concatMap(
                tick ->
                    news.sweep()
                        .onErrorResume(failure -> {
                          log.debug("no sweep: {}", failure.toString());
                          return Mono.empty();
                        }),
                1)
            .subscribe();
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
}
