package chat.tacet.social.device;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.directory.FormerDevices;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Devices of the latest lists, for those who store something per device. */
@Component
public final class Devices implements FormerDevices {

  private final DatabaseClient database;

  Devices(DatabaseClient database) {
    this.database = database;
  }

  /** The Ed25519 key of the account's device; empty unless its latest list names the device. */
  public Mono<byte[]> signingKey(UUID accountId, UUID deviceId) {
    return database
        .sql("SELECT signing_key FROM device WHERE device_id = :device AND account_id = :account")
        .bind("device", deviceId.toString())
        .bind("account", accountId.toString())
        .map(row -> Columns.bytes(row, "signing_key"))
        .one();
  }

  @Override
  public Mono<UUID> formerOwner(UUID deviceId) {
    return database
        .sql(
            """
            SELECT b.account_id FROM device_binding b WHERE b.device_id = :device
              AND NOT EXISTS (SELECT 1 FROM device d WHERE d.device_id = b.device_id)
            """)
        .bind("device", deviceId.toString())
        .map(row -> Columns.id(row, "account_id"))
        .one();
  }

  /** Whose device it is; empty if no latest list names it. */
  public Mono<UUID> owner(UUID deviceId) {
    return database
        .sql("SELECT account_id FROM device WHERE device_id = :device")
        .bind("device", deviceId.toString())
        .map(row -> Columns.id(row, "account_id"))
        .one();
  }
}
