package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator chooses how the log is written; either way it holds nothing of what people sent. */
@ExtendWith(OutputCaptureExtension.class)
class LogFormatTest {

  private static final TacetService QUIET =
      new TacetService("quiet-service", Quiet.class, "TACET_QUIET_PORT", 8995);

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void textIsWhatThereIsUnlessSomebodyAsks(CapturedOutput log) {
    failsWith(Map.of("server.port", 0));

    assertThat(linesOf(log).getFirst())
        .matches("\\d{4}-.*Z ERROR \\[main] LogFormatTest: It \"failed\" twice");
    assertThat(log.getOut())
        .contains(
            "  java.lang.IllegalStateException",
            "  caused by java.lang.IllegalArgumentException",
            "    at chat.tacet.kit.boot.LogFormatTest");
    holdsNothingOfAlice(log);
  }

  @Test
  void asJsonEachEventIsOneObjectWithTheSameInIt(CapturedOutput log) {
    failsWith(Map.of("server.port", 0, "TACET_LOG_FORMAT", "json"));

    var lines = linesOf(log).stream().map(JSON::readTree).toList();
    var event = lines.getFirst();
    assertThat(event.propertyNames())
        .containsExactly("time", "level", "thread", "class", "message", "exception");
    assertThat(event.path("time").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(event.path("level").stringValue()).isEqualTo("ERROR");
    assertThat(event.path("thread").stringValue()).isEqualTo("main");
    assertThat(event.path("class").stringValue()).isEqualTo(LogFormatTest.class.getName());
    assertThat(event.path("message").stringValue()).isEqualTo("It \"failed\"\r\ntwice");
    assertThat(event.path("exception").stringValue())
        .startsWith("  java.lang.IllegalStateException")
        .contains(
            "  caused by java.lang.IllegalArgumentException",
            "    at chat.tacet.kit.boot.LogFormatTest");
    assertThat(lines).extracting(JsonNode::isObject).containsOnly(true);
    holdsNothingOfAlice(log);
  }

  @Test
  void anotherFormatIsRefused(CapturedOutput log) {
    assertThatThrownBy(() -> QUIET.start(Map.of("server.port", 0, "TACET_LOG_FORMAT", "xml")));
    assertThat(log.getErr().strip())
        .isEqualTo("tacet: TACET_LOG_FORMAT is no format of a log. Set it to text or json.");
  }

  private static void failsWith(Map<String, Object> settings) {
    try (var _ = QUIET.start(settings);
        var _ = MDC.putCloseable("account", "alice")) {
      LoggerFactory.getLogger(LogFormatTest.class)
          .error(
              "It \"failed\"\r\ntwice",
              new IllegalStateException(
                  "the password is hunter2", new IllegalArgumentException("alice@example")));
    }
  }

  private static List<String> linesOf(CapturedOutput log) {
    return log.getOut().lines().dropWhile(line -> !line.contains("LogFormatTest")).toList();
  }

  private static void holdsNothingOfAlice(CapturedOutput log) {
    assertThat(log.getAll()).doesNotContain("hunter2", "alice");
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    HttpHandlerAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    CodecsAutoConfiguration.class
  })
  static class Quiet {}
}
