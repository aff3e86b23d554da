package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.Username;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A sign-up")
class OpeningTest {

  @Test
  @DisplayName("that was cut off before its store had a header leaves nothing to the next")
  void cutOff(@TempDir Path folder) throws SQLException {
    Path store = folder.resolve("bot.db");
    signUpWithoutServer(store);
    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = file.createStatement()) {
      assertThat(statement.executeUpdate("DELETE FROM vault")).isEqualTo(1);
    }

    signUpWithoutServer(store);

    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + store);
        var lists = file.createStatement().executeQuery("SELECT count(*) FROM device_lists")) {
      assertThat(lists.getInt(1)).as("records under a root that is lost").isEqualTo(1);
    }
  }

  private static void signUpWithoutServer(Path store) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var setup =
          new Setup(
              URI.create("http://localhost:1"),
              store,
              Username.of("bot"),
              true,
              null,
              http,
              InstantSource.system(),
              Randomness.secure());
      assertThatThrownBy(() -> new Opening(setup).register("correct horse battery", "Bot", "", ""))
          .isInstanceOf(NetworkException.class);
    }
  }
}
