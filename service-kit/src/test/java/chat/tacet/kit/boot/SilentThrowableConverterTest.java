package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class SilentThrowableConverterTest {

  @Test
  void anExceptionIsPrintedByClassAndPlaceWithoutWhatItQuotes() {
    var failure =
        new IllegalStateException(
            "the password is hunter2", new IllegalArgumentException("alice@example"));
    var logger = new LoggerContext().getLogger("test");
    var event =
        new LoggingEvent(
            "test", logger, ch.qos.logback.classic.Level.ERROR, "failed", failure, null);

    var text = new SilentThrowableConverter().convert(event);

    assertThat(text)
        .contains(
            "java.lang.IllegalStateException",
            "caused by java.lang.IllegalArgumentException",
            "SilentThrowableConverterTest")
        .doesNotContain("hunter2", "alice");
  }
}
