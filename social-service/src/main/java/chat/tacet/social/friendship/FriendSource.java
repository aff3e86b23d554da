package chat.tacet.social.friendship;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryDocument;
import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.room.Rooms;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code dir:friends:{id}}: who may see the account's presence, and its open rooms. */
@Component
final class FriendSource implements DirectorySource {

  private final DatabaseClient database;
  private final Accounts accounts;

  FriendSource(DatabaseClient database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
  }

  @Override
  public Topic topic() {
    return Topic.FRIENDS;
  }

  /**
   * One statement, so that version and friends belong together: a version with older friends would
   * keep the newer ones out of Redis.
   */
  @Override
  public Mono<Publication> current(UUID accountId) {
    return database
        .sql(
            "SELECT a.friends_version, COALESCE(f.friend_id, '') AS friend"
                + " FROM account a LEFT JOIN friendship f ON f.account_id = a.account_id"
                + " WHERE a.account_id = :id ORDER BY friend")
        .bind("id", accountId.toString())
        .map(row -> new Row(Columns.number(row, "friends_version"), Columns.text(row, "friend")))
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> publication(accountId, rows));
  }

  @Override
  public Flux<UUID> subjectsAfter(String lastId, int limit) {
    return accounts.idsAfter(lastId, limit);
  }

  private static Publication publication(UUID accountId, List<Row> rows) {
    var friends =
        rows.stream().map(Row::friend).filter(id -> !id.isEmpty()).map(UUID::fromString).toList();
    // The open rooms are those with friends: each friendship has one, nobody else does.
    var rooms = friends.stream().map(friend -> Rooms.directId(accountId, friend)).toList();
    return Publication.of(
        new DirectoryDocument(
            "dir:friends:{" + accountId + "}",
            rows.getFirst().version(),
            new Content(accountId, friends, rooms)),
        List.of(accountId),
        accountId);
  }

  private record Row(long version, String friend) {}

  private record Content(UUID accountId, List<UUID> friends, List<UUID> rooms) {}
}
