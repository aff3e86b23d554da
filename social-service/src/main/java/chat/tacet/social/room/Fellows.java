package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who is in a group with whom. */
@Component
public final class Fellows {

  /** As many as friends. Others learn it when they write to the group next. */
  private static final long MAX_TOLD = 2_000;

  private static final String HERE = " IN ('owner', 'member', 'invited')";
  private static final String MEMBER = " IN ('owner', 'member')";

  private static final String TOGETHER =
      "FROM group_member mine JOIN group_member theirs ON theirs.room_id = mine.room_id"
          + " JOIN account a ON a.account_id = theirs.account_id AND a.deleted_at = 0"
          + " WHERE mine.account_id = :one";

  private final DatabaseClient database;

  Fellows(DatabaseClient database) {
    this.database = database;
  }

  /** Whether there is a group of which each of the two is a member or invited. */
  public Mono<Boolean> areFellows(UUID one, UUID other) {
    return together(one, other, HERE);
  }

  /** Whether both are members of one group. */
  public Mono<Boolean> areFellowMembers(UUID one, UUID other) {
    return together(one, other, MEMBER);
  }

  /**
   * Those who are in a group with this account, as members or invited, and are told of its changes:
   * {@value #MAX_TOLD} at most.
   */
  public Flux<UUID> idsOfTold(UUID accountId) {
    return database
        .sql(
            "SELECT DISTINCT theirs.account_id "
                + TOGETHER
                + " AND theirs.account_id <> :one AND mine.state"
                + HERE
                + " AND theirs.state"
                + HERE
                + " ORDER BY theirs.account_id LIMIT :limit")
        .bind("one", accountId.toString())
        .bind("limit", MAX_TOLD)
        .map(row -> Columns.id(row, "account_id"))
        .all();
  }

  /** The devices of the other members of that group of this account in which they are most. */
  public Mono<Long> mostDevices(UUID accountId) {
    return database
        .sql(
            "SELECT COALESCE(MAX(n), 0) AS most FROM (SELECT COUNT(*) AS n"
                + " FROM group_member mine JOIN group_member theirs"
                + " ON theirs.room_id = mine.room_id AND theirs.account_id <> mine.account_id"
                + " JOIN device d ON d.account_id = theirs.account_id"
                + " WHERE mine.account_id = :account AND mine.state"
                + MEMBER
                + " AND theirs.state"
                + MEMBER
                + " GROUP BY mine.room_id) AS sizes")
        .bind("account", accountId.toString())
        .map(row -> Columns.number(row, "most"))
        .one();
  }

  private Mono<Boolean> together(UUID one, UUID other, String states) {
    return database
        .sql(
            "SELECT 1 AS found "
                + TOGETHER
                + " AND theirs.account_id = :other AND mine.state"
                + states
                + " AND theirs.state"
                + states
                + " LIMIT 1")
        .bind("one", one.toString())
        .bind("other", other.toString())
        .map(_ -> true)
        .one()
        .defaultIfEmpty(false);
  }
}
