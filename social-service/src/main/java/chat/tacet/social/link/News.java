package chat.tacet.social.link;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tells whoever waits at this node that something of a meeting changed: they need not find out by
 * looking. It may be missed; then they look all the same.
 */
@Component
final class News {

  private final Sinks.Many<UUID> accounts = Sinks.many().multicast().directBestEffort();

  /** Something was put or ended. */
  void of(UUID accountId) {
    accounts.tryEmitNext(accountId);
  }

  /** Completes with the next of it. */
  Mono<UUID> next(UUID accountId) {
    return accounts.asFlux().filter(accountId::equals).next();
  }
}
