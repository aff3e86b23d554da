package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.directory.Publication;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** {@code dir:room:{id}} of a group: the members of its log whose accounts live. */
@Component
final class GroupDocument {

  private static final String NOBODY = "";

  private final DatabaseClient database;

  GroupDocument(DatabaseClient database) {
    this.database = database;
  }

  /** One statement, so that version and members belong together. */
  Mono<Publication> current(UUID roomId) {
    return database
        .sql(
            """
            SELECT g.version, COALESCE(m.account_id, '') AS account,
              COALESCE(m.state, 'former') AS state, COALESCE(a.deleted_at, 0) AS deleted_at
            FROM group_room g
            LEFT JOIN group_member m ON m.room_id = g.room_id AND m.state <> 'former'
            LEFT JOIN account a ON a.account_id = m.account_id
            WHERE g.room_id = :id ORDER BY account
            """)
        .bind("id", roomId.toString())
        .map(GroupDocument::row)
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> publication(roomId, rows));
  }

  /** Told are also those who are invited, but the relay need not know of them. */
  private static Publication publication(UUID roomId, List<Row> rows) {
    boolean open = rows.stream().anyMatch(row -> row.state().isMember());
    var members = living(rows, row -> row.state().isMember());
    var told = living(rows, row -> row.state() != MemberState.FORMER);
    var document = new RoomDocument(roomId, GroupRoom.GROUP, members, open);
    return Publication.of(document.at(rows.getFirst().version()), told, roomId);
  }

  private static List<UUID> living(List<Row> rows, Predicate<Row> wanted) {
    return rows.stream()
        .filter(row -> row.lives() && !row.account().equals(NOBODY))
        .filter(wanted)
        .map(row -> UUID.fromString(row.account()))
        .toList();
  }

  private static Row row(Readable row) {
    return new Row(
        Columns.number(row, "version"),
        Columns.text(row, "account"),
        MemberState.of(Columns.text(row, "state")),
        Columns.number(row, "deleted_at") == 0);
  }

  private record Row(long version, String account, MemberState state, boolean lives) {}
}
