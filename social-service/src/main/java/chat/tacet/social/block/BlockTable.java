package chat.tacet.social.block;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.friendship.Blocks;
import chat.tacet.social.profile.User;
import java.time.Clock;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Blocks in the database. */
@Component
final class BlockTable implements Blocks {

  private final DatabaseClient database;
  private final Clock clock;

  BlockTable(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Mono<Boolean> hasBlocked(UUID blocker, UUID blocked) {
    return database
        .sql("SELECT 1 AS found FROM block WHERE blocker_id = :blocker AND blocked_id = :blocked")
        .bind("blocker", blocker.toString())
        .bind("blocked", blocked.toString())
        .map(_ -> true)
        .one()
        .defaultIfEmpty(false);
  }

  Mono<Long> count(UUID blocker) {
    return database
        .sql("SELECT COUNT(*) AS n FROM block WHERE blocker_id = :blocker")
        .bind("blocker", blocker.toString())
        .map(row -> Columns.number(row, "n"))
        .one();
  }

  Mono<Void> insert(UUID blocker, UUID blocked) {
    return database
        .sql(
            "INSERT INTO block (blocker_id, blocked_id, since) VALUES (:blocker, :blocked, :now)"
                + " ON CONFLICT (blocker_id, blocked_id) DO NOTHING")
        .bind("blocker", blocker.toString())
        .bind("blocked", blocked.toString())
        .bind("now", clock.millis())
        .then();
  }

  Mono<Void> delete(UUID blocker, UUID blocked) {
    return database
        .sql("DELETE FROM block WHERE blocker_id = :blocker AND blocked_id = :blocked")
        .bind("blocker", blocker.toString())
        .bind("blocked", blocked.toString())
        .then();
  }

  Mono<Void> deleteAll(UUID accountId) {
    return database
        .sql("DELETE FROM block WHERE blocker_id = :account OR blocked_id = :account")
        .bind("account", accountId.toString())
        .then();
  }

  Flux<BlockView> list(UUID blocker) {
    return database
        .sql(
            "SELECT b.since, "
                + User.COLUMNS
                + " FROM block b JOIN profile p ON p.account_id = b.blocked_id"
                + " WHERE b.blocker_id = :blocker ORDER BY b.since, p.account_id LIMIT "
                + Blocking.MAX_BLOCKS)
        .bind("blocker", blocker.toString())
        .map(row -> new BlockView(User.of(row), Columns.number(row, "since")))
        .all();
  }

  /**
   * A blocked person in a list.
   *
   * @param since epoch milliseconds
   */
  record BlockView(User user, long since) {}
}
