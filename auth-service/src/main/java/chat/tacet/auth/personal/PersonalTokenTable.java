package chat.tacet.auth.personal;

import chat.tacet.kit.json.Base64Url;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code personal_token}. */
@Repository
class PersonalTokenTable {

  private static final String COLUMNS =
      """
      SELECT id, account_id, device_id, name, scopes, secret_hash, created_at, expires_at,
             last_used_on
      FROM personal_token
      """;

  private final DatabaseClient database;

  PersonalTokenTable(DatabaseClient database) {
    this.database = database;
  }

  /** Whether it was stored: its id was free. */
  Mono<Boolean> insert(PersonalToken token) {
    return database
        .sql(
            """
            INSERT INTO personal_token
              (id, account_id, device_id, name, scopes, secret_hash, created_at, expires_at)
            VALUES (:id, :account, :device, :name, :scopes, :hash, :createdAt, :expiresAt)
            ON CONFLICT DO NOTHING
            """)
        .bind("id", token.id().toString())
        .bind("account", token.accountId().toString())
        .bind("device", token.deviceId().toString())
        .bind("name", token.name())
        .bind("scopes", String.join(" ", token.scopes()))
        .bind("hash", token.secretHash().toByteArray())
        .bind("createdAt", token.createdAt().toEpochMilli())
        .bind("expiresAt", token.expiresAt().toEpochMilli())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  Mono<PersonalToken> byId(UUID id) {
    return database
        .sql(COLUMNS + "WHERE id = :id")
        .bind("id", id.toString())
        .map(PersonalTokenTable::token)
        .one();
  }

  /** All of an account, the newest first. */
  Flux<PersonalToken> ofAccount(UUID accountId) {
    return database
        .sql(COLUMNS + "WHERE account_id = :account ORDER BY created_at DESC, id")
        .bind("account", accountId.toString())
        .map(PersonalTokenTable::token)
        .all();
  }

  Mono<Void> usedOn(UUID id, Instant day) {
    return database
        .sql("UPDATE personal_token SET last_used_on = :day WHERE id = :id")
        .bind("day", day.toEpochMilli())
        .bind("id", id.toString())
        .then();
  }

  /** Whether there was one of this account to delete. */
  Mono<Boolean> delete(UUID accountId, UUID id) {
    return database
        .sql("DELETE FROM personal_token WHERE id = :id AND account_id = :account")
        .bind("id", id.toString())
        .bind("account", accountId.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Ids of those that expired and whose end was not revoked, the first to expire first. */
  Flux<UUID> expiredUnrevoked(Instant now, int limit) {
    return database
        .sql(
            """
            SELECT id FROM personal_token WHERE expires_at <= :now AND expiry_revoked = 0
            ORDER BY expires_at LIMIT :limit
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", (long) limit)
        .map(row -> UUID.fromString(text(row, "id")))
        .all();
  }

  /** Whether its end was not yet marked as revoked; it is now. */
  Mono<Boolean> markExpiryRevoked(UUID id) {
    return database
        .sql("UPDATE personal_token SET expiry_revoked = 1 WHERE id = :id AND expiry_revoked = 0")
        .bind("id", id.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Forgets those that have been over for so long that nobody looks for them, once revoked. */
  Mono<Void> deleteExpiredBefore(Instant time) {
    return database
        .sql("DELETE FROM personal_token WHERE expires_at < :time AND expiry_revoked = 1")
        .bind("time", time.toEpochMilli())
        .then();
  }

  private static PersonalToken token(Readable row) {
    @Nullable Long lastUsedOn = row.get("last_used_on", Long.class);
    return new PersonalToken(
        UUID.fromString(text(row, "id")),
        UUID.fromString(text(row, "account_id")),
        UUID.fromString(text(row, "device_id")),
        text(row, "name"),
        List.of(text(row, "scopes").split(" ", -1)),
        Base64Url.of(Objects.requireNonNull(row.get("secret_hash", byte[].class))),
        time(Objects.requireNonNull(row.get("created_at", Long.class))),
        time(Objects.requireNonNull(row.get("expires_at", Long.class))),
        lastUsedOn == null ? null : time(lastUsedOn));
  }

  private static Instant time(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis);
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
