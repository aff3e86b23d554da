package chat.tacet.kit.outbox;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The publisher's side of the table. Every statement is its own transaction. */
final class OutboxTable {

  private final DatabaseClient database;
  private final Clock clock;

  OutboxTable(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Takes rows that nobody holds. The outer condition is evaluated again on a row that another
   * publisher changed meanwhile, so that a row is never taken twice at once.
   */
  Flux<OutboxRow> take(String lease, OutboxLimits limits) {
    long now = clock.millis();
    return database
        .sql(
            """
            UPDATE outbox SET lease = :lease, available_at = :until, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE available_at <= :now
                         ORDER BY available_at, id LIMIT :batch)
              AND available_at <= :now
            RETURNING id, topic, subject, attempts
            """)
        .bind("lease", lease)
        .bind("until", now + limits.lease().toMillis())
        .bind("now", now)
        .bind("batch", (long) limits.batch())
        .map(OutboxTable::row)
        .all();
  }

  /** Deletes published rows; one whose lease was lost meanwhile stays and is published again. */
  Mono<Void> delete(String lease, List<OutboxRow> rows) {
    return database
        .sql("DELETE FROM outbox WHERE id IN (:ids) AND lease = :lease")
        .bind("ids", ids(rows))
        .bind("lease", lease)
        .then();
  }

  /** Gives rows back that could not be published; each waits longer the oftener it was tried. */
  Mono<Void> giveBack(String lease, List<OutboxRow> rows, OutboxLimits limits) {
    int attempts = rows.stream().mapToInt(OutboxRow::attempts).max().orElse(1);
    return database
        .sql(
            "UPDATE outbox SET lease = '', available_at = :at"
                + " WHERE id IN (:ids) AND lease = :lease")
        .bind("at", clock.millis() + limits.pauseAfter(attempts).toMillis())
        .bind("ids", ids(rows))
        .bind("lease", lease)
        .then();
  }

  private static OutboxRow row(Readable row) {
    return new OutboxRow(
        Columns.id(row, "id"),
        Columns.text(row, "topic"),
        Columns.text(row, "subject"),
        Math.toIntExact(Columns.number(row, "attempts")));
  }

  private static List<String> ids(List<OutboxRow> rows) {
    return rows.stream().map(row -> row.id().toString()).toList();
  }
}
