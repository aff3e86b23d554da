package chat.tacet.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.testing.Administrator;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Who gets to the door, and what a bad day does to it. */
class AdminSocketTest {

  @TempDir private Path home;

  private Path directory() {
    return home.resolve("a");
  }

  private AdminSocket socket() {
    var commands =
        List.of(
            SimpleCommand.reading(
                "echo", request -> Mono.just(Map.of("said", request.text("say")))),
            SimpleCommand.changing("nothing", request -> Mono.empty()),
            SimpleCommand.changing(
                "fail", request -> Mono.error(new IllegalStateException("a secret"))),
            SimpleCommand.changing("wait", request -> Mono.error(new TimeoutException())),
            SimpleCommand.changing(
                "write",
                request ->
                    Mono.error(
                        new IllegalStateException(
                            new R2dbcNonTransientResourceException("full", "58030", 13)))));
    return new AdminSocket(directory(), "test", new AdminDesk(commands, new JsonMapper()));
  }

  private String ask(String command, String with) {
    return new Administrator(directory(), "test").asks(command, with);
  }

  @Test
  void onlyTheOwnerCanEnterTheDirectory() throws IOException {
    var socket = socket();
    socket.start();
    try {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
          .isEqualTo("rwx------");
      assertThat(ask("echo", "{\"say\":\"x\"}")).isEqualTo("{\"answer\":{\"said\":\"x\"}}");
      assertThat(ask("nothing", "{}")).isEqualTo("{\"answer\":{}}");
      assertThat(ask("fail", "{}")).contains("internal").doesNotContain("a secret");
      assertThat(ask("wait", "{}")).contains("unavailable", "It may still be done");
      assertThat(ask("write", "{}")).contains("The disk of the database is full");
    } finally {
      socket.stop();
    }
    assertThat(directory()).isEmptyDirectory();
  }

  @Test
  void oneThatOthersCanEnterIsRefused() throws IOException {
    Files.createDirectory(
        directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx-----x")));
    var socket = socket();
    assertThatThrownBy(socket::start)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("open to other users");
    assertThat(directory()).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsReplacedAndWhatALivingOneHasIsNot() throws IOException {
    var first = socket();
    first.start();
    try {
      var second = socket();
      assertThatThrownBy(second::start)
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("Another process");
      assertThat(ask("nothing", "{}")).contains("answer");
    } finally {
      first.stop();
    }

    Files.createFile(directory().resolve("test.sock"));
    var after = socket();
    after.start();
    try {
      assertThat(ask("nothing", "{}")).contains("answer");
    } finally {
      after.stop();
    }
  }

  @Test
  void aPathThatIsTooLongIsSaid() {
    var deep = home.resolve("x".repeat(60)).resolve("y".repeat(60));
    var socket = new AdminSocket(deep, "test", new AdminDesk(List.of(), new JsonMapper()));
    assertThatThrownBy(socket::start)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("cannot be made");
  }
}
