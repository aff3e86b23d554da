package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code dir:room:{id}}: who may write there. */
@Component
final class RoomSource implements DirectorySource {

  private final DatabaseClient database;
  private final GroupDocument groups;

  RoomSource(DatabaseClient database, GroupDocument groups) {
    this.database = database;
    this.groups = groups;
  }

  @Override
  public Topic topic() {
    return Topic.ROOMS;
  }

  @Override
  public Mono<Publication> current(UUID roomId) {
    return direct(roomId).switchIfEmpty(groups.current(roomId));
  }

  /** One statement, so that version and members belong together. */
  private Mono<Publication> direct(UUID roomId) {
    return database
        .sql(
            "SELECT r.kind, r.version, r.is_open, COALESCE(m.account_id, '') AS member"
                + " FROM room r LEFT JOIN room_member m ON m.room_id = r.room_id"
                + " WHERE r.room_id = :id ORDER BY member")
        .bind("id", roomId.toString())
        .map(RoomSource::row)
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> publication(roomId, rows));
  }

  @Override
  public Flux<UUID> subjectsAfter(String lastId, int limit) {
    return database
        .sql(
            "SELECT room_id FROM (SELECT room_id FROM room UNION ALL SELECT room_id FROM group_room)"
                + " every_room WHERE room_id > :last ORDER BY room_id LIMIT :limit")
        .bind("last", lastId)
        .bind("limit", (long) limit)
        .map(row -> Columns.id(row, "room_id"))
        .all();
  }

  private static Publication publication(UUID roomId, List<Row> rows) {
    var first = rows.getFirst();
    var members =
        rows.stream().map(Row::member).filter(id -> !id.isEmpty()).map(UUID::fromString).toList();
    var content = new RoomDocument(roomId, first.kind(), members, first.open());
    return Publication.of(content.at(first.version()), members, roomId);
  }

  private static Row row(Readable row) {
    return new Row(
        Columns.text(row, "kind"),
        Columns.number(row, "version"),
        Columns.flag(row, "is_open"),
        Columns.text(row, "member"));
  }

  private record Row(String kind, long version, boolean open, String member) {}
}
