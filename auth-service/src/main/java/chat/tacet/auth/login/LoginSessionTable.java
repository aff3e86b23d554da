package chat.tacet.auth.login;

import chat.tacet.kit.json.Base64Url;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables {@code login_session} and {@code device}. */
@Repository
class LoginSessionTable {

  private static final String COLUMNS =
      """
      SELECT id, account_id, device_id, user_agent, created_at, last_used_at,
             secret_hash, previous_hash, sealed_successor, rotated_at
      FROM login_session
      """;

  private final DatabaseClient database;

  LoginSessionTable(DatabaseClient database) {
    this.database = database;
  }

  Mono<Void> insert(LoginSession session, Base64Url familyHash) {
    return database
        .sql(
            """
            INSERT INTO login_session
              (id, account_id, device_id, user_agent, created_at, last_used_at,
               family_hash, secret_hash, rotated_at)
            VALUES (:id, :account, :device, :userAgent, :createdAt, :lastUsedAt,
                    :family, :secret, :rotatedAt)
            """)
        .bind("id", session.id().toString())
        .bind("account", session.accountId().toString())
        .bind("device", session.deviceId().toString())
        .bind("userAgent", session.userAgent())
        .bind("createdAt", session.createdAt().toEpochMilli())
        .bind("lastUsedAt", session.lastUsedAt().toEpochMilli())
        .bind("family", familyHash.toByteArray())
        .bind("secret", session.exchange().currentHash().toByteArray())
        .bind("rotatedAt", session.exchange().at().toEpochMilli())
        .then();
  }

  Mono<LoginSession> byFamily(Base64Url familyHash) {
    return database
        .sql(COLUMNS + "WHERE family_hash = :family")
        .bind("family", familyHash.toByteArray())
        .map(LoginSessionTable::session)
        .one();
  }

  /** All of an account, the most recently used first. */
  Flux<LoginSession> ofAccount(UUID accountId) {
    return database
        .sql(COLUMNS + "WHERE account_id = :account ORDER BY last_used_at DESC, id")
        .bind("account", accountId.toString())
        .map(LoginSessionTable::session)
        .all();
  }

  /** Those whose refresh token was not used since. */
  Flux<LoginSession> unusedSince(Instant since, int limit) {
    return database
        .sql(COLUMNS + "WHERE last_used_at < :since ORDER BY last_used_at LIMIT :limit")
        .bind("since", since.toEpochMilli())
        .bind("limit", (long) limit)
        .map(LoginSessionTable::session)
        .all();
  }

  /**
   * Exchanges the secret, if it still is the current one.
   *
   * @return false if another request exchanged it first
   */
  Mono<Boolean> exchange(
      UUID id, Base64Url presented, Base64Url next, Base64Url sealedSuccessor, Instant now) {
    return database
        .sql(
            """
            UPDATE login_session
            SET secret_hash = :next, previous_hash = :presented, sealed_successor = :sealed,
                rotated_at = :now, last_used_at = :now
            WHERE id = :id AND secret_hash = :presented
            """)
        .bind("next", next.toByteArray())
        .bind("presented", presented.toByteArray())
        .bind("sealed", sealedSuccessor.toByteArray())
        .bind("now", now.toEpochMilli())
        .bind("id", id.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Whether there is one with this id, of whatever account. */
  Mono<Boolean> has(UUID id) {
    return database
        .sql("SELECT id FROM login_session WHERE id = :id")
        .bind("id", id.toString())
        .map(row -> id)
        .one()
        .hasElement();
  }

  /** Whether there was one of this account to delete. */
  Mono<Boolean> delete(UUID accountId, UUID id) {
    return database
        .sql("DELETE FROM login_session WHERE id = :id AND account_id = :account")
        .bind("id", id.toString())
        .bind("account", accountId.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Gives the device id to the account, unless it has an owner. */
  Mono<UUID> ownerOfDevice(UUID deviceId, UUID accountId) {
    return database
        .sql(
            """
            INSERT INTO device (id, account_id) VALUES (:device, :account) ON CONFLICT DO NOTHING
            """)
        .bind("device", deviceId.toString())
        .bind("account", accountId.toString())
        .then()
        .then(
            database
                .sql("SELECT account_id FROM device WHERE id = :device")
                .bind("device", deviceId.toString())
                .map(row -> id(row, "account_id"))
                .one());
  }

  private static LoginSession session(Readable row) {
    return new LoginSession(
        id(row, "id"),
        id(row, "account_id"),
        id(row, "device_id"),
        Objects.requireNonNull(row.get("user_agent", String.class)),
        time(row, "created_at"),
        time(row, "last_used_at"),
        new LoginSession.Exchange(
            Objects.requireNonNull(bytes(row, "secret_hash")),
            bytes(row, "previous_hash"),
            bytes(row, "sealed_successor"),
            time(row, "rotated_at")));
  }

  private static UUID id(Readable row, String column) {
    return UUID.fromString(Objects.requireNonNull(row.get(column, String.class)));
  }

  private static Instant time(Readable row, String column) {
    return Instant.ofEpochMilli(Objects.requireNonNull(row.get(column, Long.class)));
  }

  private static @Nullable Base64Url bytes(Readable row, String column) {
    byte @Nullable [] bytes = row.get(column, byte[].class);
    return bytes == null ? null : Base64Url.of(bytes);
  }
}
