package chat.tacet.social.group;

import chat.tacet.kit.database.Columns;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Entries in the database. They are written once, by whoever holds the group's lock. */
@Component
final class EntryTable {

  private final DatabaseClient database;

  EntryTable(DatabaseClient database) {
    this.database = database;
  }

  /**
   * A stored entry.
   *
   * @param version of the group with it
   * @param hash SHA-256 of the entry bytes
   */
  record Stored(long sequence, long version, ByteString hash) {}

  /** Stored entries after a sequence, ascending. */
  Flux<Stored> after(UUID roomId, long after, int limit) {
    return database
        .sql(
            "SELECT sequence, version, entry_hash FROM group_entry"
                + " WHERE room_id = :room AND sequence > :after ORDER BY sequence LIMIT :limit")
        .bind("room", roomId.toString())
        .bind("after", after)
        .bind("limit", (long) limit)
        .map(row ->
            new Stored(
                Columns.number(row, "sequence"),
                Columns.number(row, "version"),
                ByteString.copyFrom(Columns.bytes(row, "entry_hash"))))
        .all();
  }

  /** {@code SignedMembershipEntry} of sequences from one above to another, ascending. */
  Flux<byte[]> signed(UUID roomId, long after, long last, int limit) {
    return database
        .sql(
            "SELECT signed_entry FROM group_entry WHERE room_id = :room"
                + " AND sequence > :after AND sequence <= :last ORDER BY sequence LIMIT :limit")
        .bind("room", roomId.toString())
        .bind("after", after)
        .bind("last", last)
        .bind("limit", (long) limit)
        .map(row -> Columns.bytes(row, "signed_entry"))
        .all();
  }

  /** Stores the entry as the next one of its group. */
  Mono<Void> insert(Entry entry, long version, byte[] signed) {
    return database
        .sql(
            "INSERT INTO group_entry (room_id, sequence, version, entry_hash, signed_entry)"
                + " VALUES (:room, :sequence, :version, :hash, :signed)")
        .bind("room", entry.roomId().toString())
        .bind("sequence", entry.sequence())
        .bind("version", version)
        .bind("hash", ByteBuffer.wrap(entry.hash().toByteArray()))
        .bind("signed", ByteBuffer.wrap(signed))
        .then();
  }
}
