package chat.tacet.social.group;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.database.Columns;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.social.room.MemberState;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Shows logs to those they name. */
@Component
final class LogReader {

  private final DatabaseClient database;
  private final EntryTable entries;

  LogReader(DatabaseClient database, EntryTable entries) {
    this.database = database;
    this.entries = entries;
  }

  /**
   * Some entries of a log.
   *
   * @param entries each a {@code SignedMembershipEntry}, ascending
   * @param sequence of the newest entry that the caller may see
   * @param version of the group, as far as the caller may see
   */
  record Page(List<Base64Url> entries, long sequence, long version) {}

  /**
   * Entries above a sequence: members and people invited see all, others as far as the entry that
   * ended their part.
   */
  Mono<Page> after(UUID caller, UUID roomId, long after) {
    return sight(caller, roomId)
        .switchIfEmpty(Mono.error(NOT_FOUND::exception))
        .flatMap(sight ->
            entries
                .signed(roomId, after, sight.sequence(), GroupLimits.PAGE)
                .map(Base64Url::of)
                .collectList()
                .map(page -> new Page(page, sight.sequence(), sight.version())));
  }

  private Mono<Sight> sight(UUID caller, UUID roomId) {
    return database
        .sql(
            """
            SELECT m.state, m.since, e.version AS version_then, g.sequence, g.version
            FROM group_member m
            JOIN group_room g ON g.room_id = m.room_id
            JOIN group_entry e ON e.room_id = m.room_id AND e.sequence = m.since
            JOIN account a ON a.account_id = m.account_id AND a.deleted_at = 0
            WHERE m.room_id = :room AND m.account_id = :account
            """)
        .bind("room", roomId.toString())
        .bind("account", caller.toString())
        .map(row ->
            MemberState.of(Columns.text(row, "state")) == MemberState.FORMER
                ? new Sight(Columns.number(row, "since"), Columns.number(row, "version_then"))
                : new Sight(Columns.number(row, "sequence"), Columns.number(row, "version")))
        .one();
  }

  /** How far somebody may see. */
  private record Sight(long sequence, long version) {}
}
