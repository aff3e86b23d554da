package chat.tacet.client.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The store")
class VaultTest {

  private static final Randomness RANDOM = Randomness.secure();
  private static final VaultKeys KEYS = VaultKeys.of(new VaultRoot(Secret.of(RANDOM.next(32))));
  private static final Bytes KEY = bytes("key");

  @TempDir private Path directory;

  @Test
  @DisplayName("[V-4] [V-5] shows nothing of what is in it, neither in the file nor in its log")
  void sealed() throws IOException {
    try (StoreFile file = open()) {
      Vault vault = file.unlock(KEYS, RANDOM);
      Draft draft = vault.draft();
      Bytes name = draft.tag(Table.MESSAGES, bytes("canary-name-of-a-room"));
      draft.put(Table.MESSAGES, name, bytes("canary-text-of-a-message"));
      draft.commit();

      for (Path path : files()) {
        assertThat(new String(Files.readAllBytes(path), UTF_8)).doesNotContain("canary");
      }
      assertThat(vault.read(Table.MESSAGES, name)).contains(bytes("canary-text-of-a-message"));
    }
  }

  @Test
  @DisplayName("is for its owner's eyes only")
  void permissions() throws IOException {
    try (StoreFile file = open()) {
      assertThat(file.header()).isEmpty();
      for (Path path : files()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @DisplayName("remembers whose it is")
  void header() {
    var header =
        new Header(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "alice",
            Bytes.zeros(16),
            1_000_000,
            Bytes.zeros(61),
            false);
    try (StoreFile file = open()) {
      file.putHeader(header);
      file.putHeader(header.asRegistered());
    }
    try (StoreFile file = open()) {
      assertThat(file.header()).contains(header.asRegistered());
      file.erase();
      assertThat(file.header()).isEmpty();
    }
  }

  @Test
  @DisplayName("[V-8] is opened by one program at a time")
  void oneAtATime() {
    try (StoreFile file = open()) {
      assertThat(file.header()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another program");
    }
  }

  @Test
  @DisplayName("[V-10] reports a record that does not open, and leaves it as it is")
  void damaged() throws SQLException {
    try (StoreFile file = open()) {
      Draft draft = file.unlock(KEYS, RANDOM).draft();
      draft.put(Table.ACCOUNT, KEY, bytes("mine"));
      draft.put(Table.PREKEYS, KEY, bytes("other"));
      draft.commit();
    }
    swapRecords();
    try (StoreFile file = open()) {
      Vault vault = file.unlock(KEYS, RANDOM);
      assertThatThrownBy(() -> vault.read(Table.ACCOUNT, KEY))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("record-damaged");
    }
  }

  @Test
  @DisplayName("a draft is dropped without a trace, and an inner one with its step only")
  void drafts() {
    try (StoreFile file = open()) {
      Vault vault = file.unlock(KEYS, RANDOM);
      Draft draft = vault.draft();
      draft.put(Table.ACCOUNT, bytes("a"), bytes("1"));
      Draft dropped = draft.nested();
      dropped.put(Table.ACCOUNT, bytes("a"), bytes("2"));
      Draft kept = draft.nested();
      kept.put(Table.ACCOUNT, bytes("b"), bytes("3"));
      kept.commit();

      assertThat(dropped.read(Table.ACCOUNT, bytes("a"))).contains(bytes("2"));
      assertThat(draft.read(Table.ACCOUNT, bytes("a"))).contains(bytes("1"));
      assertThat(vault.read(Table.ACCOUNT, bytes("b"))).isEmpty();
      draft.commit();
      assertThat(vault.read(Table.ACCOUNT, bytes("a"))).contains(bytes("1"));
      assertThat(vault.read(Table.ACCOUNT, bytes("b"))).contains(bytes("3"));
    }
  }

  @Test
  @DisplayName("gives records of one prefix in both directions")
  void scans() {
    try (StoreFile file = open()) {
      Vault vault = file.unlock(KEYS, RANDOM);
      Draft draft = vault.draft();
      for (String key : List.of("a1", "a2", "a3", "b1")) {
        draft.put(Table.MESSAGES, bytes(key), bytes("of " + key));
      }
      draft.put(Table.MESSAGES, Bytes.fromHex("ffff"), bytes("last"));
      draft.commit();

      assertThat(keys(vault, "a", "", Vault.Order.ASCENDING, 2)).containsExactly("a1", "a2");
      assertThat(keys(vault, "a", "a1", Vault.Order.ASCENDING, 9)).containsExactly("a2", "a3");
      assertThat(keys(vault, "a", "a3", Vault.Order.DESCENDING, 9)).containsExactly("a2", "a1");
      assertThat(keys(vault, "a", "", Vault.Order.DESCENDING, 1)).containsExactly("a3");
      assertThat(vault.scan(Table.MESSAGES, Bytes.EMPTY, Vault.Order.ASCENDING, 9)).hasSize(5);
    }
  }

  private static List<String> keys(
      Vault vault, String prefix, String after, Vault.Order order, int limit) {
    return vault.scan(Table.MESSAGES, bytes(prefix), bytes(after), order, limit).stream()
        .map(row -> new String(row.key().toArray(), UTF_8))
        .toList();
  }

  /** A thief who writes to the disk moves a record to another place. */
  private void swapRecords() throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE account SET record = (SELECT record FROM prekeys)");
    }
  }

  private StoreFile open() {
    return StoreFile.open(path());
  }

  private Path path() {
    return directory.resolve("bot.db");
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(UTF_8));
  }
}
