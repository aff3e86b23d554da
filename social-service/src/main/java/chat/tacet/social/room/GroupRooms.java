package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.profile.User;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lists the groups somebody is or was in. */
@Component
final class GroupRooms {

  /** Groups in one answer: all somebody may be in, and the same number of former ones. */
  private static final int MAX_LISTED = 1_000;

  private static final String PARTS =
      """
      SELECT m.room_id, m.state, m.since, e.version
      FROM group_member m
      JOIN group_entry e ON e.room_id = m.room_id AND e.sequence = m.since
      WHERE m.account_id = :account
      """;

  private final DatabaseClient database;

  GroupRooms(DatabaseClient database) {
    this.database = database;
  }

  /** Groups of the account, those it is no longer in last. One is read at a time. */
  Flux<GroupRoom> of(UUID accountId) {
    return parts(accountId)
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(
            part ->
                part.state() == MemberState.FORMER
                    ? Mono.just(part.left())
                    : whole(accountId, part.roomId()),
            1);
  }

  private Flux<Part> parts(UUID accountId) {
    return database
        .sql(
            PARTS
                + " ORDER BY CASE m.state WHEN 'former' THEN 1 ELSE 0 END, m.room_id LIMIT :limit")
        .bind("account", accountId.toString())
        .bind("limit", (long) MAX_LISTED)
        .map(GroupRooms::part)
        .all();
  }

  private Mono<Part> part(UUID accountId, UUID roomId) {
    return database
        .sql(PARTS + " AND m.room_id = :id")
        .bind("account", accountId.toString())
        .bind("id", roomId.toString())
        .map(GroupRooms::part)
        .one();
  }

  private static Part part(Readable row) {
    return new Part(
        Columns.id(row, "room_id"),
        MemberState.of(Columns.text(row, "state")),
        Columns.number(row, "since"),
        Columns.number(row, "version"));
  }

  /**
   * One statement, so that version and people belong together. Whoever reads their list slowly may
   * have been removed since it was begun.
   */
  private Mono<GroupRoom> whole(UUID accountId, UUID roomId) {
    return database
        .sql(
            """
            SELECT g.version, g.sequence, mine.state AS my_state, m.state, a.account_id,
              a.deleted_at, COALESCE(p.username, '') AS username,
              COALESCE(p.first_name, '') AS first_name, COALESCE(p.last_name, '') AS last_name,
              COALESCE(p.about, '') AS about
            FROM group_room g
            JOIN group_member mine ON mine.room_id = g.room_id AND mine.account_id = :account
              AND mine.state <> 'former'
            JOIN group_member m ON m.room_id = g.room_id AND m.state <> 'former'
            JOIN account a ON a.account_id = m.account_id
            LEFT JOIN profile p ON p.account_id = a.account_id
            WHERE g.room_id = :id ORDER BY m.since, a.account_id
            """)
        .bind("account", accountId.toString())
        .bind("id", roomId.toString())
        .map(GroupRooms::row)
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> group(roomId, rows))
        .switchIfEmpty(Mono.defer(() -> part(accountId, roomId).map(Part::left)));
  }

  private static GroupRoom group(UUID roomId, List<Row> rows) {
    var first = rows.getFirst();
    var members = rows.stream().filter(row -> row.state().isMember()).toList();
    return new GroupRoom(
        roomId,
        GroupRoom.GROUP,
        first.version(),
        users(members, Row::lives),
        !members.isEmpty(),
        first.sequence(),
        members.stream()
            .filter(row -> row.state() == MemberState.OWNER)
            .map(row -> row.user().accountId())
            .findAny()
            .orElse(null),
        users(rows, row -> row.lives() && row.state() == MemberState.INVITED),
        members.stream().filter(row -> !row.lives()).map(row -> row.user().accountId()).toList(),
        first.mine() == MemberState.INVITED ? "invited" : "member");
  }

  private static List<User> users(List<Row> rows, Predicate<Row> wanted) {
    return rows.stream().filter(wanted).map(Row::user).toList();
  }

  private static Row row(Readable row) {
    return new Row(
        Columns.number(row, "version"),
        Columns.number(row, "sequence"),
        MemberState.of(Columns.text(row, "my_state")),
        MemberState.of(Columns.text(row, "state")),
        Columns.number(row, "deleted_at") == 0,
        User.of(row));
  }

  /** Somebody's part in a group, and the entry that made it so. */
  private record Part(UUID roomId, MemberState state, long since, long version) {

    GroupRoom left() {
      return GroupRoom.left(roomId, version, since);
    }
  }

  private record Row(
      long version, long sequence, MemberState mine, MemberState state, boolean lives, User user) {}
}
