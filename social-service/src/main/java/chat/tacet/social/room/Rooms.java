package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.profile.User;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rooms in the database. What changes one must hold the locks of both accounts. */
@Component
public final class Rooms {

  /**
   * Rooms in one answer, open ones first: all open ones (there are no more than friends) and the
   * same number of closed ones.
   */
  private static final int MAX_LISTED = 4_000;

  /** Rooms read at once: none of the database's connections waits until somebody has read them. */
  private static final int PAGE = 64;

  private static final String ROOM_WITH_MEMBER =
      "SELECT r.room_id, r.kind, r.version, r.is_open, " + User.COLUMNS;

  private final DatabaseClient database;
  private final DirectoryChanges changes;

  Rooms(DatabaseClient database, DirectoryChanges changes) {
    this.database = database;
    this.changes = changes;
  }

  /** Opens the direct room of the two, making it the first time. */
  public Mono<Void> openDirect(UUID one, UUID other) {
    var roomId = DirectRoomId.of(one, other);
    return database
        .sql(
            """
            INSERT INTO room (room_id, kind, version, is_open) VALUES (:id, :kind, 1, 1)
            ON CONFLICT (room_id) DO UPDATE SET is_open = 1, version = room.version + 1
            WHERE room.is_open = 0
            """)
        .bind("id", roomId.toString())
        .bind("kind", Room.DIRECT)
        .then()
        .then(join(roomId, one))
        .then(join(roomId, other))
        .then(changes.changed(Topic.ROOMS, roomId));
  }

  /** Closes the direct room of the two, if it is open. */
  public Mono<Void> closeDirect(UUID one, UUID other) {
    var roomId = DirectRoomId.of(one, other);
    return database
        .sql(
            "UPDATE room SET is_open = 0, version = version + 1"
                + " WHERE room_id = :id AND is_open = 1")
        .bind("id", roomId.toString())
        .fetch()
        .rowsUpdated()
        .filter(rows -> rows > 0)
        .flatMap(_ -> changes.changed(Topic.ROOMS, roomId));
  }

  /** The direct room of the two; empty if they never were friends. */
  public Mono<Room> direct(UUID one, UUID other) {
    return database
        .sql(
            ROOM_WITH_MEMBER
                + " FROM room r JOIN room_member m ON m.room_id = r.room_id"
                + " JOIN profile p ON p.account_id = m.account_id"
                + " WHERE r.room_id = :id ORDER BY p.account_id")
        .bind("id", DirectRoomId.of(one, other).toString())
        .map(Rooms::rowWithMember)
        .all()
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(Rooms::room);
  }

  /** The id of the direct room of the two, whether there is one or not. */
  public static UUID directId(UUID one, UUID other) {
    return DirectRoomId.of(one, other);
  }

  /** Rooms the account is in, open ones first; each with the people in it when its turn came. */
  Flux<Room> of(UUID accountId) {
    return database
        .sql(
            """
            SELECT r.room_id FROM room r JOIN room_member mine ON mine.room_id = r.room_id
            WHERE mine.account_id = :account
            ORDER BY r.is_open DESC, r.room_id LIMIT :limit
            """)
        .bind("account", accountId.toString())
        .bind("limit", (long) MAX_LISTED)
        .map(row -> Columns.text(row, "room_id"))
        .all()
        .collectList()
        .flatMapMany(ids -> Flux.fromIterable(ids).buffer(PAGE))
        .concatMap(this::withIds, 1);
  }

  private Flux<Room> withIds(List<String> ids) {
    return database
        .sql(
            ROOM_WITH_MEMBER
                + """
                 FROM room r JOIN room_member m ON m.room_id = r.room_id
                JOIN profile p ON p.account_id = m.account_id
                WHERE r.room_id IN (:ids)
                ORDER BY r.is_open DESC, r.room_id, p.account_id
                """)
        .bind("ids", ids)
        .map(Rooms::rowWithMember)
        .all()
        .bufferUntilChanged(row -> row.room().roomId())
        .map(Rooms::room)
        .collectList()
        .flatMapIterable(Function.identity());
  }

  /** Takes the account out of all its rooms and closes them. */
  Mono<Void> leaveAll(UUID accountId) {
    return database
        .sql("SELECT room_id FROM room_member WHERE account_id = :account")
        .bind("account", accountId.toString())
        .map(row -> Columns.id(row, "room_id"))
        .all()
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(roomId -> leave(roomId, accountId))
        .then();
  }

  private Mono<Void> leave(UUID roomId, UUID accountId) {
    return database
        .sql("DELETE FROM room_member WHERE room_id = :room AND account_id = :account")
        .bind("room", roomId.toString())
        .bind("account", accountId.toString())
        .then()
        .then(
            database
                .sql("UPDATE room SET is_open = 0, version = version + 1 WHERE room_id = :room")
                .bind("room", roomId.toString())
                .then())
        .then(changes.changed(Topic.ROOMS, roomId));
  }

  private Mono<Void> join(UUID roomId, UUID accountId) {
    return database
        .sql(
            "INSERT INTO room_member (room_id, account_id) VALUES (:room, :account)"
                + " ON CONFLICT (room_id, account_id) DO NOTHING")
        .bind("room", roomId.toString())
        .bind("account", accountId.toString())
        .then();
  }

  private static RowWithMember rowWithMember(Readable row) {
    var room =
        new Room(
            Columns.id(row, "room_id"),
            Columns.text(row, "kind"),
            Columns.number(row, "version"),
            List.of(),
            Columns.flag(row, "is_open"));
    return new RowWithMember(room, User.of(row));
  }

  private static Room room(List<RowWithMember> rows) {
    var room = rows.getFirst().room();
    return new Room(
        room.roomId(),
        room.kind(),
        room.version(),
        rows.stream().map(RowWithMember::member).toList(),
        room.open());
  }

  private record RowWithMember(Room room, User member) {}
}
