package chat.tacet.social.prekey;

import chat.tacet.kit.database.Columns;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Prekeys in the database. What stores or takes one holds the lock of its device: of any number of
 * takers each sees what the one before left.
 */
@Component
final class PrekeyTable {

  private final DatabaseClient database;

  PrekeyTable(DatabaseClient database) {
    this.database = database;
  }

  /** Locks the device of this account for the transaction; false if it is not a registered one. */
  Mono<Boolean> lock(UUID accountId, UUID deviceId) {
    return database
        .sql(
            """
            UPDATE device_binding SET locks = locks + 1
            WHERE device_id = :device AND EXISTS
              (SELECT 1 FROM device d WHERE d.device_id = :device AND d.account_id = :account)
            """)
        .bind("device", deviceId.toString())
        .bind("account", accountId.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  Mono<PrekeyMarks> marks(UUID deviceId) {
    return database
        .sql(
            """
            SELECT b.x25519_signed_counter, b.x25519_one_time_high, b.ml_kem_counter,
              b.ml_kem_one_time_high,
              (SELECT COUNT(*) FROM prekey p WHERE p.device_id = b.device_id
                AND p.kind = 'X25519_ONE_TIME') AS x25519_one_time,
              (SELECT COUNT(*) FROM prekey p WHERE p.device_id = b.device_id
                AND p.kind = 'ML_KEM_ONE_TIME') AS ml_kem_one_time
            FROM device_binding b WHERE b.device_id = :device
            """)
        .bind("device", deviceId.toString())
        .map(PrekeyMarks::of)
        .one();
  }

  /** The stored prekey of this kind and id; empty if there is none. */
  Mono<byte[]> find(UUID deviceId, Kind kind, long keyId) {
    return database
        .sql(
            "SELECT signed_prekey FROM prekey"
                + " WHERE device_id = :device AND kind = :kind AND key_id = :id")
        .bind("device", deviceId.toString())
        .bind("kind", kind.name())
        .bind("id", keyId)
        .map(row -> Columns.bytes(row, "signed_prekey"))
        .one();
  }

  /** The rotating prekey of this kind; empty if there is none yet. */
  Mono<byte[]> rotating(UUID deviceId, Kind kind) {
    return database
        .sql("SELECT signed_prekey FROM prekey WHERE device_id = :device AND kind = :kind")
        .bind("device", deviceId.toString())
        .bind("kind", kind.name())
        .map(row -> Columns.bytes(row, "signed_prekey"))
        .one();
  }

  /** Removes and answers the one-time prekey of this kind with the lowest id; empty if none. */
  Mono<byte[]> takeOneTime(UUID deviceId, Kind kind) {
    return database
        .sql(
            """
            DELETE FROM prekey WHERE device_id = :device AND kind = :kind AND key_id =
              (SELECT MIN(key_id) FROM prekey WHERE device_id = :device AND kind = :kind)
            RETURNING signed_prekey
            """)
        .bind("device", deviceId.toString())
        .bind("kind", kind.name())
        .map(row -> Columns.bytes(row, "signed_prekey"))
        .one();
  }

  Mono<Void> deleteRotating(UUID deviceId, Kind kind) {
    return database
        .sql("DELETE FROM prekey WHERE device_id = :device AND kind = :kind")
        .bind("device", deviceId.toString())
        .bind("kind", kind.name())
        .then();
  }

  /** Stores the prekey and raises the mark of its kind to it. */
  Mono<Void> insert(UUID deviceId, VerifiedPrekey prekey) {
    var mark = prekey.kind().mark();
    return database
        .sql(
            "INSERT INTO prekey (device_id, kind, key_id, signed_prekey)"
                + " VALUES (:device, :kind, :id, :signed)")
        .bind("device", deviceId.toString())
        .bind("kind", prekey.kind().name())
        .bind("id", prekey.keyId())
        .bind("signed", ByteBuffer.wrap(prekey.signedBytes()))
        .then()
        .then(
            database
                .sql(
                    "UPDATE device_binding SET %1$s = :mark WHERE device_id = :device"
                        .formatted(mark))
                .bind("mark", prekey.mark())
                .bind("device", deviceId.toString())
                .then());
  }
}
