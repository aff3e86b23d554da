package chat.tacet.social.device;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Device lists and devices in the database. What changes them holds the account's lock. */
@Component
final class DeviceTable {

  private final DatabaseClient database;

  DeviceTable(DatabaseClient database) {
    this.database = database;
  }

  Mono<StoredDeviceList> latest(UUID accountId) {
    return database
        .sql(
            "SELECT version, list_hash, signed_list FROM device_list"
                + " WHERE account_id = :account ORDER BY version DESC LIMIT 1")
        .bind("account", accountId.toString())
        .map(DeviceTable::list)
        .one();
  }

  Mono<StoredDeviceList> ofVersion(UUID accountId, long version) {
    return database
        .sql(
            "SELECT version, list_hash, signed_list FROM device_list"
                + " WHERE account_id = :account AND version = :version")
        .bind("account", accountId.toString())
        .bind("version", version)
        .map(DeviceTable::list)
        .one();
  }

  private static StoredDeviceList list(Readable row) {
    return new StoredDeviceList(
        Columns.number(row, "version"),
        Columns.bytes(row, "list_hash"),
        Columns.bytes(row, "signed_list"));
  }

  /** Signed lists above a version, ascending. */
  Flux<byte[]> listsAfter(UUID accountId, long version, int limit) {
    return database
        .sql(
            "SELECT signed_list FROM device_list"
                + " WHERE account_id = :account AND version > :version"
                + " ORDER BY version LIMIT :limit")
        .bind("account", accountId.toString())
        .bind("version", version)
        .bind("limit", (long) limit)
        .map(row -> Columns.bytes(row, "signed_list"))
        .all();
  }

  Mono<Void> insertList(UUID accountId, VerifiedDeviceList list) {
    return database
        .sql(
            "INSERT INTO device_list (account_id, version, list_hash, signed_list)"
                + " VALUES (:account, :version, :hash, :signed)")
        .bind("account", accountId.toString())
        .bind("version", list.version())
        .bind("hash", ByteBuffer.wrap(list.hash()))
        .bind("signed", ByteBuffer.wrap(list.signedBytes()))
        .then();
  }

  /** Whether the id belongs to this account; it does from now on if it was nobody's. */
  Mono<Boolean> bind(UUID deviceId, UUID accountId) {
    return database
        .sql(
            "INSERT INTO device_binding (device_id, account_id) VALUES (:device, :account)"
                + " ON CONFLICT (device_id) DO NOTHING")
        .bind("device", deviceId.toString())
        .bind("account", accountId.toString())
        .then()
        .then(
            Mono.defer(() ->
                database
                    .sql("SELECT account_id FROM device_binding WHERE device_id = :device")
                    .bind("device", deviceId.toString())
                    .map(row -> Columns.id(row, "account_id"))
                    .one()))
        .map(accountId::equals);
  }

  Mono<Void> upsert(UUID accountId, ListedDevice device) {
    return database
        .sql(
            """
            INSERT INTO device (device_id, account_id, signing_key, agreement_key)
            VALUES (:device, :account, :signing, :agreement)
            ON CONFLICT (device_id) DO NOTHING
            """)
        .bind("device", device.deviceId().toString())
        .bind("account", accountId.toString())
        .bind("signing", ByteBuffer.wrap(device.signingKey()))
        .bind("agreement", ByteBuffer.wrap(device.agreementKey()))
        .then();
  }

  /** Devices of the latest list. */
  Flux<UUID> idsOf(UUID accountId) {
    return database
        .sql("SELECT device_id FROM device WHERE account_id = :account")
        .bind("account", accountId.toString())
        .map(row -> Columns.id(row, "device_id"))
        .all();
  }

  /** Removes devices, and with them their prekeys, that are not among these. */
  Mono<Void> removeOthers(UUID accountId, List<UUID> kept) {
    return database
        .sql("DELETE FROM device WHERE account_id = :account AND device_id NOT IN (:kept)")
        .bind("account", accountId.toString())
        .bind("kept", kept.stream().map(UUID::toString).toList())
        .then();
  }

  Mono<Void> deleteAll(UUID accountId) {
    return database
        .sql("DELETE FROM device WHERE account_id = :account")
        .bind("account", accountId.toString())
        .then()
        .then(
            database
                .sql("DELETE FROM device_list WHERE account_id = :account")
                .bind("account", accountId.toString())
                .then());
  }
}
