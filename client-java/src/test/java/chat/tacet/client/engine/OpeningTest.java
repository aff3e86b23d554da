package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.PasswordKeys;
import chat.tacet.client.protocol.password.Username;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import chat.tacet.client.store.Header;
import chat.tacet.client.store.StoreFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A sign-up")
class OpeningTest {

  private static final String PASSWORD = "correct horse battery";

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

  @Test
  @DisplayName("that goes on takes the names it is given now: the first may have been refused")
  void otherNames(@TempDir Path folder) {
    Path store = folder.resolve("bot.db");
    signUpWithoutServer(store, "a name that the server refuses");
    UUID account = person(store).accountId();

    signUpWithoutServer(store, "Bot");

    assertThat(person(store)).isEqualTo(new Person(account, "bot", "Bot", "", ""));
  }

  private static Person person(Path store) {
    try (StoreFile file = StoreFile.open(store)) {
      Header header = file.header().orElseThrow();
      PasswordKeys keys =
          PasswordKeys.derive(Username.of("bot"), PASSWORD, header.salt(), header.rounds());
      VaultRoot root =
          VaultRoot.unwrap(header.wrappedRoot(), keys.wrapping(), Ids.account(header.accountId()));
      return Me.read(file.unlock(VaultKeys.of(root), Randomness.secure()).draft()).person();
    }
  }

  private static void signUpWithoutServer(Path store) {
    signUpWithoutServer(store, "Bot");
  }

  private static void signUpWithoutServer(Path store, String firstName) {
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
      assertThatThrownBy(() -> new Opening(setup).register(PASSWORD, firstName, "", ""))
          .isInstanceOf(NetworkException.class);
    }
  }
}
