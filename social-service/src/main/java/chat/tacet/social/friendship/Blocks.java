package chat.tacet.social.friendship;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** What friendship must know of blocks. */
public interface Blocks {

  /** Whether the first has blocked the second. */
  Mono<Boolean> hasBlocked(UUID blocker, UUID blocked);
}
