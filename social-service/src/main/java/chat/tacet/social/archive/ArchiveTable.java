package chat.tacet.social.archive;

import chat.tacet.kit.database.Columns;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Archives in the database. Whoever changes one holds the account's lock. */
@Component
final class ArchiveTable {

  /** At most 12 MiB, a fraction of a second of any disk. */
  static final long PIECE = 256;

  private final DatabaseClient database;

  ArchiveTable(DatabaseClient database) {
    this.database = database;
  }

  /** The account's archive, {@link Archive#NEVER} if it never had one. */
  Mono<Archive> find(UUID accountId) {
    return database
        .sql("SELECT archive_id, head, chunks, size FROM archive WHERE account_id = :account")
        .bind("account", accountId.toString())
        .map(row ->
            new Archive(
                Columns.id(row, "archive_id"),
                ByteString.copyFrom(Columns.bytes(row, "head")),
                Columns.number(row, "chunks"),
                Columns.number(row, "size")))
        .one()
        .defaultIfEmpty(Archive.NEVER);
  }

  Mono<Void> save(UUID accountId, Archive archive) {
    return database
        .sql(
            "INSERT INTO archive (account_id, archive_id, head, chunks, size)"
                + " VALUES (:account, :archive, :head, :chunks, :size)"
                + " ON CONFLICT (account_id) DO UPDATE SET archive_id = :archive, head = :head,"
                + " chunks = :chunks, size = :size")
        .bind("account", accountId.toString())
        .bind("archive", archive.id().toString())
        .bind("head", ByteBuffer.wrap(archive.head().toByteArray()))
        .bind("chunks", archive.chunks())
        .bind("size", archive.size())
        .then();
  }

  Mono<byte[]> chunk(UUID accountId, long number) {
    return database
        .sql("SELECT chunk FROM archive_chunk WHERE account_id = :account AND number = :number")
        .bind("account", accountId.toString())
        .bind("number", number)
        .map(row -> Columns.bytes(row, "chunk"))
        .one();
  }

  /**
   * Chunks of this archive from a number on, ascending: as many as one answer may have, one of them
   * at least; none when it ended meanwhile.
   */
  Flux<byte[]> page(UUID accountId, UUID archiveId, long from) {
    return database
        .sql(
            "SELECT chunk FROM archive_chunk WHERE account_id = :account AND number >= :from"
                + " AND begins_at <= :bytes + (SELECT begins_at FROM archive_chunk"
                + " WHERE account_id = :account AND number = :from)"
                + " AND EXISTS (SELECT 1 FROM archive"
                + " WHERE account_id = :account AND archive_id = :archive)"
                + " ORDER BY number LIMIT :limit")
        .bind("account", accountId.toString())
        .bind("archive", archiveId.toString())
        .bind("from", from)
        .bind("bytes", (long) ArchiveLimits.PAGE_BYTES - ArchiveLimits.MAX_CHUNK_BYTES)
        .bind("limit", (long) ArchiveLimits.PAGE)
        .map(row -> Columns.bytes(row, "chunk"))
        .all();
  }

  Mono<Void> insert(UUID accountId, long number, long beginsAt, byte[] chunk) {
    return database
        .sql(
            "INSERT INTO archive_chunk (account_id, number, begins_at, chunk)"
                + " VALUES (:account, :number, :begins, :chunk)")
        .bind("account", accountId.toString())
        .bind("number", number)
        .bind("begins", beginsAt)
        .bind("chunk", ByteBuffer.wrap(chunk))
        .then();
  }

  /**
   * Deletes a piece of the chunks: all of them would take longer than a statement may, and keep
   * everybody else from writing to SQLite meanwhile.
   *
   * @return how many these were, 0 when none was left
   */
  Mono<Long> deletePiece(UUID accountId) {
    return database
        .sql(
            "DELETE FROM archive_chunk WHERE account_id = :account AND number IN"
                + " (SELECT number FROM archive_chunk WHERE account_id = :account"
                + " ORDER BY number LIMIT :piece)")
        .bind("account", accountId.toString())
        .bind("piece", PIECE)
        .fetch()
        .rowsUpdated();
  }

  /** Forgets that there ever was one; its chunks are gone already. */
  Mono<Void> delete(UUID accountId) {
    return database
        .sql("DELETE FROM archive WHERE account_id = :account")
        .bind("account", accountId.toString())
        .then();
  }
}
