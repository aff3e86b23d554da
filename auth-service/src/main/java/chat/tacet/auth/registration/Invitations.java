package chat.tacet.auth.registration;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code invitation}. */
@Repository
class Invitations {

  /** As many as are kept at the same time: a list that still can be read. */
  static final int MAX = 1_000;

  /** Administrators see for so long that one has expired. */
  private static final Duration FORGET_AFTER = Duration.ofDays(30);

  private final DatabaseClient database;

  Invitations(DatabaseClient database) {
    this.database = database;
  }

  /**
   * One invitation, without its code, which nobody has any more.
   *
   * @param id what administrators call it by
   * @param uses accounts made by it
   * @param maxUses accounts that may be made by it
   */
  record Invitation(String id, long uses, long maxUses, Instant createdAt, Instant expiresAt) {}

  /** Keeps a new one, unless there are too many; those that expired long ago are forgotten. */
  Mono<Boolean> insert(Invitation invitation, InvitationCode code) {
    return database
        .sql("DELETE FROM invitation WHERE expires_at < :long_ago")
        .bind("long_ago", invitation.createdAt().minus(FORGET_AFTER).toEpochMilli())
        .then()
        .then(
            database
                .sql(
                    """
                    INSERT INTO invitation (id, code_hash, max_uses, created_at, expires_at)
                    SELECT :id, :hash, :max_uses, :created_at, :expires_at
                    WHERE (SELECT COUNT(*) FROM invitation) < :max
                    """)
                .bind("id", invitation.id())
                .bind("hash", code.hash())
                .bind("max_uses", invitation.maxUses())
                .bind("created_at", invitation.createdAt().toEpochMilli())
                .bind("expires_at", invitation.expiresAt().toEpochMilli())
                .bind("max", (long) MAX)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1));
  }

  /** All, the newest first. */
  Flux<Invitation> all() {
    return database
        .sql(
            "SELECT id, uses, max_uses, created_at, expires_at FROM invitation"
                + " ORDER BY created_at DESC, id")
        .map(Invitations::invitation)
        .all();
  }

  /** Whether it could be used now. */
  Mono<Boolean> isGood(InvitationCode code, Instant now) {
    return database
        .sql(
            "SELECT id FROM invitation"
                + " WHERE code_hash = :hash AND uses < max_uses AND expires_at > :now")
        .bind("hash", code.hash())
        .bind("now", now.toEpochMilli())
        .map(row -> true)
        .one()
        .defaultIfEmpty(false);
  }

  /**
   * Uses it once, in the transaction that makes the account.
   *
   * @return its id; empty if it is not good (any more)
   */
  Mono<String> use(InvitationCode code, Instant now) {
    return database
        .sql(
            """
            UPDATE invitation SET uses = uses + 1
            WHERE code_hash = :hash AND uses < max_uses AND expires_at > :now
            RETURNING id
            """)
        .bind("hash", code.hash())
        .bind("now", now.toEpochMilli())
        .map(row -> Columns.text(row, "id"))
        .one();
  }

  /** Undoes one use, if it is still there. */
  Mono<Void> giveBack(String id) {
    return database
        .sql("UPDATE invitation SET uses = uses - 1 WHERE id = :id AND uses > 0")
        .bind("id", id)
        .then();
  }

  /** Whether there was one to delete. */
  Mono<Boolean> delete(String id) {
    return database
        .sql("DELETE FROM invitation WHERE id = :id")
        .bind("id", id)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  private static Invitation invitation(Readable row) {
    return new Invitation(
        Columns.text(row, "id"),
        Columns.number(row, "uses"),
        Columns.number(row, "max_uses"),
        Instant.ofEpochMilli(Columns.number(row, "created_at")),
        Instant.ofEpochMilli(Columns.number(row, "expires_at")));
  }
}
