package chat.tacet.kit.outbox;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxTest {

  @TempDir private Path directory;

  @Override
  String newDatabaseUrl() {
    return "r2dbc:sqlite://" + directory.resolve("outbox.db");
  }

  @Override
  String table() {
    return """
    CREATE TABLE outbox (id TEXT NOT NULL PRIMARY KEY, topic TEXT NOT NULL,
      subject TEXT NOT NULL, available_at INTEGER NOT NULL, lease TEXT NOT NULL DEFAULT '',
      attempts INTEGER NOT NULL DEFAULT 0) STRICT
    """;
  }
}
