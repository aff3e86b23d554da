package chat.tacet.standalone;

import chat.tacet.kit.redaction.Redacted;
import io.lettuce.core.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

/**
 * Errors that nobody waits for any more. Those of commands that were under way when Redis ended say
 * nothing: that it ended is told in words.
 */
final class DroppedErrors {

  private static final Logger log = LoggerFactory.getLogger(DroppedErrors.class);

  private DroppedErrors() {}

  /** From now on, in all of this process. */
  static void ofRedisAreSilent() {
    Hooks.onErrorDropped(error -> {
      if (!isOfRedis(error)) {
        log.error("onErrorDropped", error);
      }
    });
  }

  private static boolean isOfRedis(Throwable error) {
    return Redacted.causes(error).anyMatch(RedisException.class::isInstance);
  }
}
