package chat.tacet.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A program that drives the library by lines")
class MachineTest {

  @Test
  @DisplayName("is told what is wrong with a line, and goes on with the next")
  void wrong() throws IOException {
    assertThat(
            answers(
                "null",
                "{",
                "{\"id\":1,\"do\":\"dance\"}",
                connect("a b", "bot.db"),
                connect("https://chat.example.org", "\\u0000")))
        .satisfiesExactly(
            none -> assertThat(none).contains("not-json"),
            broken -> assertThat(broken).contains("not-json"),
            unknown -> assertThat(unknown).contains("\"id\":1", "no such command"),
            address -> assertThat(address).contains("\"ok\":false", "address"),
            path -> assertThat(path).contains("\"ok\":false", "path"));
  }

  private static String connect(String server, String store) {
    return "{\"do\":\"connect\",\"server\":\"%s\",\"store\":\"%s\",\"username\":\"b\",\"password\":\"p\"}"
        .formatted(server, store);
  }

  private static List<String> answers(String... lines) throws IOException {
    var out = new ByteArrayOutputStream();
    new Machine(
            new BufferedReader(new StringReader(String.join("\n", lines))),
            new PrintStream(out, true, UTF_8))
        .run();
    return out.toString(UTF_8).lines().toList();
  }
}
