package chat.tacet.standalone.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the list of accounts says when not every service does. */
class AccountTableTest {

  private static final String ACCOUNTS =
      """
      {"answer":{"accounts":[{"id":"1","username":"alice","key":"alice","created":"2026-01-01",
      "lastSeen":"2026-01-02","logins":1,"complete":true,"suspended":false}]}}
      """;

  private static final String STORAGE =
      """
      {"answer":{"devices":[{"account":"1","id":"d"}],"archiveBytes":{"1":2048}}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path doors;

  private final List<ServerSocketChannel> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (var each : open) {
      each.close();
    }
  }

  @Test
  void namesAreListedAlsoWhenTheRelayCannotCount() throws IOException {
    answers(Services.AUTH, ACCOUNTS);
    answers(Services.SOCIAL, STORAGE);
    answers(
        Services.RELAY,
        "{\"refusal\":{\"code\":\"unavailable\",\"title\":\"No.\",\"detail\":\"Redis is away.\"}}");

    assertThat(says(0))
        .startsWith("USERNAME")
        .containsPattern("alice +2026-01-01 +2026-01-02 +1 +1 +\\? +2 KB")
        .contains("1 account\n", "is not known. relay-service: Redis is away.");
  }

  @Test
  void namesAreListedAlsoWhenOnlyTheyAreKnown() throws IOException {
    answers(Services.AUTH, ACCOUNTS);
    answers(Services.SOCIAL, "{\"answer");

    assertThat(says(0))
        .containsPattern("alice +2026-01-01 +2026-01-02 +1 +\\? +\\? +\\?")
        .contains("is not known. tacet-social hung up.");
  }

  @Test
  void thereIsNoHeaderAboveARefusal() {
    assertThat(says(1)).startsWith("tacet: tacet-auth is not running here");
  }

  private String says(int expected) {
    var said = new ByteArrayOutputStream();
    var both = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status =
        new Admin(Map.of("TACET_ADMIN_DIR", doors.toString()), both).run(List.of("accounts"), both);
    var text = said.toString(StandardCharsets.UTF_8);
    assertThat(status).as(text).isEqualTo(expected);
    return text;
  }

  /** Whatever it is asked. */
  private void answers(String service, String answer) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(server);
    server.bind(UnixDomainSocketAddress.of(doors.resolve(service + ".sock")));
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          try (var call = server.accept();
              var lines = new BufferedReader(Channels.newReader(call, StandardCharsets.UTF_8))) {
            var _ = lines.readLine();
            Channels.newOutputStream(call).write(answer.getBytes(StandardCharsets.UTF_8));
          }
        }
      } catch (IOException closed) {
        // The test is over.
      }
    });
  }
}
