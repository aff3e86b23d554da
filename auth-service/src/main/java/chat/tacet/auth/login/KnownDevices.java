package chat.tacet.auth.login;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code known_device}. What changes it runs inside a transaction of the caller. */
@Repository
class KnownDevices {

  /**
   * As many as there are logins. Each is an allowance of wrong passwords, so whoever once knew the
   * password must not be able to collect more.
   */
  static final int MAX_PER_ACCOUNT = LoginSessions.MAX_PER_ACCOUNT;

  /** SQLite has no OFFSET without LIMIT; there is never more than one row too many. */
  private static final long TOO_MANY = 100;

  private final DatabaseClient database;

  KnownDevices(DatabaseClient database) {
    this.database = database;
  }

  /** A device on which somebody signed in to this account. */
  record KnownDevice(UUID accountId, UUID deviceId) {}

  Mono<KnownDevice> byToken(DeviceToken token) {
    return database
        .sql("SELECT account_id, device_id FROM known_device WHERE cookie_hash = :hash")
        .bind("hash", token.hash().toByteArray())
        .map(row ->
            new KnownDevice(
                UUID.fromString(Objects.requireNonNull(row.get("account_id", String.class))),
                UUID.fromString(Objects.requireNonNull(row.get("device_id", String.class)))))
        .one();
  }

  /** Knows the device by this token from now on; the account's oldest gives way if need be. */
  Mono<Void> remember(UUID accountId, UUID deviceId, DeviceToken token, Instant now) {
    return database
        .sql(
            """
            INSERT INTO known_device (device_id, account_id, cookie_hash, signed_in_at)
            VALUES (:device, :account, :hash, :now)
            ON CONFLICT (device_id) DO UPDATE SET cookie_hash = :hash, signed_in_at = :now
            """)
        .bind("device", deviceId.toString())
        .bind("account", accountId.toString())
        .bind("hash", token.hash().toByteArray())
        .bind("now", now.toEpochMilli())
        .then()
        .then(forgetOldest(accountId));
  }

  /** The device of this login is a stranger again. */
  Mono<Void> forgetDeviceOf(UUID accountId, UUID loginSessionId) {
    return database
        .sql(
            """
            DELETE FROM known_device WHERE account_id = :account AND device_id =
              (SELECT device_id FROM login_session WHERE id = :login AND account_id = :account)
            """)
        .bind("account", accountId.toString())
        .bind("login", loginSessionId.toString())
        .then();
  }

  /** All but this device of the account are strangers again. */
  Mono<Void> forgetOthers(UUID accountId, UUID deviceId) {
    return database
        .sql("DELETE FROM known_device WHERE account_id = :account AND device_id <> :device")
        .bind("account", accountId.toString())
        .bind("device", deviceId.toString())
        .then();
  }

  /** All devices of the account are strangers again. */
  Mono<Void> forgetAll(UUID accountId) {
    return database
        .sql("DELETE FROM known_device WHERE account_id = :account")
        .bind("account", accountId.toString())
        .then();
  }

  private Mono<Void> forgetOldest(UUID accountId) {
    return database
        .sql(
            """
            DELETE FROM known_device WHERE device_id IN
              (SELECT device_id FROM known_device WHERE account_id = :account
               ORDER BY signed_in_at DESC, device_id LIMIT :many OFFSET :kept)
            """)
        .bind("account", accountId.toString())
        .bind("many", TOO_MANY)
        .bind("kept", (long) MAX_PER_ACCOUNT)
        .then();
  }
}
