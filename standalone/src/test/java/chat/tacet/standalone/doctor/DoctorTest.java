package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says where nothing runs; beside a running Tacet see {@code OperatorTest}. */
class DoctorTest {

  @TempDir private Path home;

  @Test
  void theDoctorSaysWhatToSetInsteadOfWhatCannotBe() throws IOException {
    assertThat(sick("TACET_TRUSTED_PROXIES", "banana")).contains("no list of addresses");
    assertThat(sick("TACET_PORT", "abc")).contains("TACET_PORT is not a port");
    assertThat(sick("TACET_PORT", "65536")).contains("TACET_PORT is not a port");
    assertThat(sick("TACET_PUBLIC_URL", "http://localhost/chat")).contains("has a path");
    assertThat(sick("TACET_PUBLIC_URL", "http://no-such-name.invalid")).contains("not resolve");
    assertThat(sick("TACET_REDIS_URL_FILE", home.resolve("none").toString()))
        .contains("names a file that is not there")
        .doesNotContain("its own, not running");
    assertThat(sick("TACET_REDIS_URL_FILE", home.toString()))
        .contains("Let it be a text file")
        .doesNotContain("its own, not running");
    var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.start();
    try {
      assertThat(sick("TACET_PORT", Integer.toString(other.getAddress().getPort())))
          .contains("something else answers (404)", "choose another one with TACET_PORT")
          .doesNotContain("WebSocket");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void whatTacetStartsWithIsAPortForTheDoctor() {
    var url = "https://chat.example.org";
    var variables = Map.of("TACET_PORT", "+9000", "TACET_PUBLIC_URL", url);

    assertThat(new SettingsCheck(variables, Optional.empty()).findings())
        .contains(Finding.good("Address", url));
  }

  /** What the doctor says of a place where nothing runs and one variable is wrong. */
  private String sick(String variable, String value) {
    var variables = Map.of("TACET_DATA", home.resolve("nobody").toString(), variable, value);
    var said = new ByteArrayOutputStream();
    boolean whole =
        new Doctor(variables).examine(new PrintStream(said, true, StandardCharsets.UTF_8));
    var text = said.toString(StandardCharsets.UTF_8);
    assertThat(whole).as(text).isFalse();
    return text;
  }
}
