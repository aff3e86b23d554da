package chat.tacet.auth.account;

import chat.tacet.auth.username.Username;
import chat.tacet.kit.json.Base64Url;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables {@code account} and {@code deleted_account}. */
@Repository
public class Accounts {

  private static final String COLUMNS =
      "SELECT id, username, salt, rounds, verifier, expires_at, suspended_at FROM account ";

  private final DatabaseClient database;

  Accounts(DatabaseClient database) {
    this.database = database;
  }

  /**
   * Stores a new account; false if its id, its name or one that looks like it is taken.
   *
   * @param invitation id of the invitation it is made by, if one was needed
   */
  Mono<Boolean> insert(Account account, Optional<String> invitation, Instant now) {
    DatabaseClient.GenericExecuteSpec insert =
        database
            .sql(
                """
                INSERT INTO account
                  (id, username, username_key, skeleton, salt, rounds, verifier, created_at,
                   expires_at, invitation_id)
                VALUES (:id, :username, :key, :skeleton, :salt, :rounds, :verifier, :now,
                        :expiresAt, :invitation)
                ON CONFLICT DO NOTHING
                """)
            .bind("id", account.id().toString())
            .bind("username", account.username().displayed())
            .bind("key", account.username().key())
            .bind("skeleton", account.username().skeleton())
            .bind("salt", account.derivation().salt().toByteArray())
            .bind("rounds", account.derivation().rounds())
            .bind("verifier", account.verifier())
            .bind("now", now.toEpochMilli());
    insert =
        invitation.isPresent()
            ? insert.bind("invitation", invitation.get())
            : insert.bindNull("invitation", String.class);
    Instant expiresAt = account.expiresAt();
    return (expiresAt == null
            ? insert.bindNull("expiresAt", Long.class)
            : insert.bind("expiresAt", expiresAt.toEpochMilli()))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** The account with this id. */
  public Mono<Account> byId(UUID id) {
    return database
        .sql(COLUMNS + "WHERE id = :id")
        .bind("id", id.toString())
        .map(Accounts::account)
        .one();
  }

  /**
   * The account with this name. What could not be a name is not looked for: databases refuse some
   * characters.
   *
   * @param usernameKey as {@link Username#lookUpKey} makes it
   */
  public Mono<Account> byUsernameKey(String usernameKey) {
    if (Username.parse(usernameKey).isEmpty()) {
      return Mono.empty();
    }
    return database
        .sql(COLUMNS + "WHERE username_key = :key")
        .bind("key", usernameKey)
        .map(Accounts::account)
        .one();
  }

  /** Whether an account has this name or one that looks like it. Nobody signs in by this. */
  Mono<Boolean> isTaken(Username username) {
    return database
        .sql("SELECT id FROM account WHERE skeleton = :skeleton OR username_key = :key LIMIT 1")
        .bind("skeleton", username.skeleton())
        .bind("key", username.key())
        .map(row -> true)
        .one()
        .defaultIfEmpty(false);
  }

  /** Whether an account with this id existed and was deleted. */
  Mono<Boolean> wasDeleted(UUID id) {
    return database
        .sql("SELECT id FROM deleted_account WHERE id = :id")
        .bind("id", id.toString())
        .map(row -> true)
        .one()
        .defaultIfEmpty(false);
  }

  /** The account no longer expires. */
  Mono<Void> complete(UUID id) {
    return database
        .sql("UPDATE account SET expires_at = NULL, invitation_id = NULL WHERE id = :id")
        .bind("id", id.toString())
        .then();
  }

  /**
   * Replaces the password, if nobody else did since it was checked.
   *
   * @param checked the verifier the current password was checked against
   * @return whether it was replaced
   */
  public Mono<Boolean> replacePassword(
      UUID id, String checked, PasswordDerivation derivation, String verifier) {
    return database
        .sql(
            """
            UPDATE account SET salt = :salt, rounds = :rounds, verifier = :verifier
            WHERE id = :id AND verifier = :checked
            """)
        .bind("salt", derivation.salt().toByteArray())
        .bind("rounds", derivation.rounds())
        .bind("verifier", verifier)
        .bind("id", id.toString())
        .bind("checked", checked)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /**
   * Locks the account for the transaction under way, if it still has the password it was checked
   * against and is not suspended.
   *
   * @return whether it has
   */
  public Mono<Boolean> lockIfUnchanged(Account checked) {
    return database
        .sql(
            "UPDATE account SET verifier = verifier"
                + " WHERE id = :id AND verifier = :checked AND suspended_at IS NULL")
        .bind("id", checked.id().toString())
        .bind("checked", checked.verifier())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /**
   * Locks the account for the transaction under way: what {@link #lockIfUnchanged} let begin is
   * there to be seen from here on, and nothing new begins meanwhile.
   */
  public Mono<Void> lock(UUID id) {
    return database
        .sql("UPDATE account SET verifier = verifier WHERE id = :id")
        .bind("id", id.toString())
        .then();
  }

  /** Nobody signs in from now on; may be repeated. */
  public Mono<Void> suspend(UUID id, Instant now) {
    return database
        .sql("UPDATE account SET suspended_at = COALESCE(suspended_at, :now) WHERE id = :id")
        .bind("now", now.toEpochMilli())
        .bind("id", id.toString())
        .then();
  }

  /** Undoes {@link #suspend}; may be repeated. */
  public Mono<Void> unsuspend(UUID id) {
    return database
        .sql("UPDATE account SET suspended_at = NULL WHERE id = :id")
        .bind("id", id.toString())
        .then();
  }

  /** The id of the invitation that an account was made by which is not completed yet. */
  public Mono<String> invitationOf(UUID id) {
    return database
        .sql("SELECT invitation_id FROM account WHERE id = :id AND invitation_id IS NOT NULL")
        .bind("id", id.toString())
        .map(row -> text(row, "invitation_id"))
        .one();
  }

  /** Accounts that were not completed in time, oldest first. */
  public Flux<UUID> expired(Instant now, int limit) {
    return database
        .sql("SELECT id FROM account WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit")
        .bind("now", now.toEpochMilli())
        .bind("limit", (long) limit)
        .map(row -> UUID.fromString(text(row, "id")))
        .all();
  }

  /**
   * Deletes an account and remembers that its id existed; its login sessions go with it.
   *
   * @return whether there was one
   */
  public Mono<Boolean> delete(UUID id, Instant now) {
    return delete(database.sql("DELETE FROM account WHERE id = :id"), id, now);
  }

  /**
   * Deletes an account if it was not completed in time, as {@link #delete}.
   *
   * @return whether it was deleted
   */
  public Mono<Boolean> deleteIfExpired(UUID id, Instant now) {
    return delete(
        database
            .sql("DELETE FROM account WHERE id = :id AND expires_at <= :now")
            .bind("now", now.toEpochMilli()),
        id,
        now);
  }

  private Mono<Boolean> delete(DatabaseClient.GenericExecuteSpec statement, UUID id, Instant now) {
    return statement
        .bind("id", id.toString())
        .fetch()
        .rowsUpdated()
        .flatMap(rows -> rows == 1 ? remember(id, now).thenReturn(true) : Mono.just(false));
  }

  private Mono<Void> remember(UUID id, Instant now) {
    return database
        .sql(
            """
            INSERT INTO deleted_account (id, deleted_at) VALUES (:id, :now) ON CONFLICT DO NOTHING
            """)
        .bind("id", id.toString())
        .bind("now", now.toEpochMilli())
        .then();
  }

  private static Account account(Readable row) {
    @Nullable Long expiresAt = row.get("expires_at", Long.class);
    return new Account(
        UUID.fromString(text(row, "id")),
        Username.parse(text(row, "username")).orElseThrow(),
        new PasswordDerivation(
            Base64Url.of(Objects.requireNonNull(row.get("salt", byte[].class))),
            Objects.requireNonNull(row.get("rounds", Long.class))),
        text(row, "verifier"),
        expiresAt == null ? null : Instant.ofEpochMilli(expiresAt),
        row.get("suspended_at") != null);
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
