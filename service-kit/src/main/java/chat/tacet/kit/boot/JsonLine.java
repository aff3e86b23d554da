package chat.tacet.kit.boot;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/**
 * An event as one JSON object on a line of its own. It has what the text has and no more: neither
 * what exceptions say nor what libraries hang on an event. Referred to by {@code log-as-json.xml}.
 */
public final class JsonLine implements StructuredLogFormatter<ILoggingEvent> {

  private final SilentThrowableConverter places = new SilentThrowableConverter();
  private final JsonWriter<ILoggingEvent> writer =
      JsonWriter.<ILoggingEvent>of(
              line -> {
                line.add("time", event -> Instant.ofEpochMilli(event.getTimeStamp()).toString());
                line.add("level", event -> event.getLevel().toString());
                line.add("thread", ILoggingEvent::getThreadName);
                line.add("class", ILoggingEvent::getLoggerName);
                line.add("message", ILoggingEvent::getFormattedMessage);
                line.add("exception", places::convert).whenHasLength();
              })
          .withNewLineAtEnd();

  @Override
  public String format(ILoggingEvent event) {
    return writer.writeToString(event);
  }
}
