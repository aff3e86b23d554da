package chat.tacet.social.group;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.room.MemberState;
import com.google.protobuf.ByteString;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What logs made of groups, in the database. What changes it holds the group's lock. */
@Component
final class GroupTable {

  private final DatabaseClient database;

  GroupTable(DatabaseClient database) {
    this.database = database;
  }

  /** Makes the group, without entries, unless there is one. */
  Mono<Void> open(UUID roomId) {
    return database
        .sql(
            "INSERT INTO group_room (room_id, version, sequence) VALUES (:room, 0, 0)"
                + " ON CONFLICT (room_id) DO NOTHING")
        .bind("room", roomId.toString())
        .then();
  }

  /** Locks the group for this transaction; false if there is none. */
  Mono<Boolean> lock(UUID roomId) {
    return database
        .sql("UPDATE group_room SET locks = locks + 1 WHERE room_id = :room")
        .bind("room", roomId.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** The version of the group; it must exist. */
  Mono<Long> version(UUID roomId) {
    return database
        .sql("SELECT version FROM group_room WHERE room_id = :room")
        .bind("room", roomId.toString())
        .map(row -> Columns.number(row, "version"))
        .one();
  }

  /** What the log made of the group so far. */
  Mono<GroupState> state(UUID roomId) {
    return people(roomId)
        .collectMap(GroupPerson::accountId)
        .flatMap(people ->
            database
                .sql(
                    "SELECT sequence, entry_hash FROM group_entry WHERE room_id = :room"
                        + " ORDER BY sequence DESC LIMIT 1")
                .bind("room", roomId.toString())
                .map(row ->
                    new GroupState(
                        Columns.number(row, "sequence"),
                        ByteString.copyFrom(Columns.bytes(row, "entry_hash")),
                        people))
                .one())
        .defaultIfEmpty(GroupState.NOTHING);
  }

  private Flux<GroupPerson> people(UUID roomId) {
    return database
        .sql(
            "SELECT account_id, identity_key, state, since, list_version FROM group_member"
                + " WHERE room_id = :room")
        .bind("room", roomId.toString())
        .map(GroupTable::person)
        .all();
  }

  private static GroupPerson person(Readable row) {
    return new GroupPerson(
        Columns.id(row, "account_id"),
        ByteString.copyFrom(Columns.bytes(row, "identity_key")),
        MemberState.of(Columns.text(row, "state")),
        Columns.number(row, "since"),
        Columns.number(row, "list_version"));
  }

  /** Stores version and length of the log. */
  Mono<Void> advance(UUID roomId, long version, long sequence) {
    return database
        .sql(
            "UPDATE group_room SET version = :version, sequence = :sequence"
                + " WHERE room_id = :room")
        .bind("version", version)
        .bind("sequence", sequence)
        .bind("room", roomId.toString())
        .then();
  }

  Mono<Void> save(UUID roomId, GroupPerson person) {
    return database
        .sql(
            """
            INSERT INTO group_member
              (room_id, account_id, state, since, identity_key, list_version)
            VALUES (:room, :account, :state, :since, :identity, :list)
            ON CONFLICT (room_id, account_id) DO UPDATE SET state = :state, since = :since,
              identity_key = :identity, list_version = :list
            """)
        .bind("room", roomId.toString())
        .bind("account", person.accountId().toString())
        .bind("state", person.state().stored())
        .bind("since", person.since())
        .bind("identity", ByteBuffer.wrap(person.identityKey().toByteArray()))
        .bind("list", person.listVersion())
        .then();
  }

  /**
   * In how many groups each of these people is, as member or invited; those in none are left out.
   */
  Flux<Long> groupsOf(Collection<UUID> people) {
    return database
        .sql(
            "SELECT COUNT(*) AS n FROM group_member"
                + " WHERE account_id IN (:people) AND state <> 'former' GROUP BY account_id")
        .bind("people", people.stream().map(UUID::toString).toList())
        .map(row -> Columns.number(row, "n"))
        .all();
  }

  /** How many devices these people have together. */
  Mono<Long> devicesOf(Collection<UUID> people) {
    return database
        .sql("SELECT COUNT(*) AS n FROM device WHERE account_id IN (:people)")
        .bind("people", people.stream().map(UUID::toString).toList())
        .map(row -> Columns.number(row, "n"))
        .one();
  }
}
