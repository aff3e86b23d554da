package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An account's end in its groups. The log names it as before, since nobody but its devices could
 * sign that it left; relays and lists leave it out because the account does not live.
 */
@Component
final class GroupEnds {

  private final DatabaseClient database;
  private final DirectoryChanges changes;

  GroupEnds(DatabaseClient database, DirectoryChanges changes) {
    this.database = database;
    this.changes = changes;
  }

  /** Gives the groups of the account, which is marked as ended, newer versions. */
  Mono<Void> raiseVersions(UUID accountId) {
    // In one order, so that two accounts that end at once cannot wait for each other.
    return database
        .sql(
            "SELECT room_id FROM group_member WHERE account_id = :account AND state <> 'former'"
                + " ORDER BY room_id")
        .bind("account", accountId.toString())
        .map(row -> Columns.id(row, "room_id"))
        .all()
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(this::raiseVersion)
        .then();
  }

  private Mono<Void> raiseVersion(UUID roomId) {
    return database
        .sql("UPDATE group_room SET version = version + 1 WHERE room_id = :room")
        .bind("room", roomId.toString())
        .then()
        .then(changes.changed(Topic.ROOMS, roomId));
  }
}
