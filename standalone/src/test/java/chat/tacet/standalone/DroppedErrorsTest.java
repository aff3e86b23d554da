package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

class DroppedErrorsTest {

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void listen() {
    logged.start();
    root.addAppender(logged);
    DroppedErrors.ofRedisAreSilent();
  }

  @AfterEach
  void asBefore() {
    root.detachAppender(logged);
    Hooks.resetOnErrorDropped();
  }

  @Test
  void whatRedisTakesWithItIsNoFaultOfOurs() {
    Operators.onErrorDropped(
        new IllegalStateException(new RedisException("closed")), Context.empty());
    assertThat(logged.list).isEmpty();

    Operators.onErrorDropped(new IllegalStateException("a fault of ours"), Context.empty());
    assertThat(logged.list).hasSize(1);
  }
}
