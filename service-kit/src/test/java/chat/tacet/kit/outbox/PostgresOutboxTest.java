package chat.tacet.kit.outbox;

import chat.tacet.kit.testing.TestPostgres;

class PostgresOutboxTest extends OutboxTest {

  @Override
  String newDatabaseUrl() {
    return TestPostgres.shared().newDatabaseUrl();
  }

  @Override
  String table() {
    return """
    CREATE TABLE outbox (id TEXT NOT NULL PRIMARY KEY, topic TEXT NOT NULL,
      subject TEXT NOT NULL, available_at BIGINT NOT NULL, lease TEXT NOT NULL DEFAULT '',
      attempts BIGINT NOT NULL DEFAULT 0)
    """;
  }
}
