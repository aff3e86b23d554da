package chat.tacet.social.device;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryDocument;
import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.Friendships;
import chat.tacet.social.room.Fellows;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code dir:devices:{id}}: which devices the account has. */
@Component
final class DeviceSource implements DirectorySource {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final DatabaseClient database;
  private final Accounts accounts;
  private final Friendships friendships;
  private final Fellows fellows;

  DeviceSource(
      DatabaseClient database, Accounts accounts, Friendships friendships, Fellows fellows) {
    this.database = database;
    this.accounts = accounts;
    this.friendships = friendships;
    this.fellows = fellows;
  }

  @Override
  public Topic topic() {
    return Topic.DEVICES;
  }

  /** One statement, so that version, hash and devices belong together. */
  @Override
  public Mono<Publication> current(UUID accountId) {
    return database
        .sql(
            """
            SELECT a.devices_version, COALESCE(l.list_hash, :none) AS list_hash,
              COALESCE(d.device_id, '') AS device
            FROM account a
            LEFT JOIN device_list l
              ON l.account_id = a.account_id AND l.version = a.devices_version
            LEFT JOIN device d ON d.account_id = a.account_id
            WHERE a.account_id = :id AND a.devices_version > 0 ORDER BY device
            """)
        .bind("none", ByteBuffer.allocate(0))
        .bind("id", accountId.toString())
        .map(row ->
            new Row(
                Columns.number(row, "devices_version"),
                BASE64URL.encodeToString(Columns.bytes(row, "list_hash")),
                Columns.text(row, "device")))
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> publication(accountId, rows));
  }

  @Override
  public Flux<UUID> subjectsAfter(String lastId, int limit) {
    return accounts.idsAfter(lastId, limit);
  }

  /** Friends and fellows encrypt for these devices, and so do the account's own others. */
  private Publication publication(UUID accountId, List<Row> rows) {
    var devices =
        rows.stream().map(Row::device).filter(id -> !id.isEmpty()).map(UUID::fromString).toList();
    var first = rows.getFirst();
    var document =
        new DirectoryDocument(
            "dir:devices:{" + accountId + "}",
            first.version(),
            new Content(accountId, devices, first.listHash()));
    var audience =
        friendships
            .idsOfFriends(accountId)
            .concatWith(fellows.idsOfTold(accountId))
            .concatWithValues(accountId)
            .distinct()
            .collectList();
    return Publication.of(document, audience, accountId);
  }

  private record Row(long version, String listHash, String device) {}

  private record Content(UUID accountId, List<UUID> devices, String listHash) {}
}
