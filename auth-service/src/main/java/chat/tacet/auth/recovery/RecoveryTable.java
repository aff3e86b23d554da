package chat.tacet.auth.recovery;

import chat.tacet.kit.json.Base64Url;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code recovery}. */
@Repository
class RecoveryTable {

  private final DatabaseClient database;

  RecoveryTable(DatabaseClient database) {
    this.database = database;
  }

  Mono<Recovery> of(UUID accountId) {
    return database
        .sql("SELECT key_hash, record, since FROM recovery WHERE account_id = :account")
        .bind("account", accountId.toString())
        .map(RecoveryTable::recovery)
        .one();
  }

  /** Takes the place of what was there; the same once more changes nothing. */
  Mono<Void> put(UUID accountId, Recovery recovery) {
    return database
        .sql(
            """
            INSERT INTO recovery (account_id, key_hash, record, since)
            VALUES (:account, :hash, :record, :since)
            ON CONFLICT (account_id) DO UPDATE
            SET key_hash = excluded.key_hash, record = excluded.record, since = excluded.since
            WHERE recovery.key_hash <> excluded.key_hash OR recovery.record <> excluded.record
            """)
        .bind("account", accountId.toString())
        .bind("hash", recovery.keyHash().toByteArray())
        .bind("record", recovery.record().toByteArray())
        .bind("since", recovery.since().toEpochMilli())
        .then();
  }

  Mono<Void> delete(UUID accountId) {
    return database
        .sql("DELETE FROM recovery WHERE account_id = :account")
        .bind("account", accountId.toString())
        .then();
  }

  private static Recovery recovery(Readable row) {
    return new Recovery(
        Base64Url.of(Objects.requireNonNull(row.get("key_hash", byte[].class))),
        Base64Url.of(Objects.requireNonNull(row.get("record", byte[].class))),
        Instant.ofEpochMilli(Objects.requireNonNull(row.get("since", Long.class))));
  }
}
