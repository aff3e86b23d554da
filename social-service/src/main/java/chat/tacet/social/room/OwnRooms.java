package chat.tacet.social.room;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.profile.Profiles;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The room that every account has with itself [D-7], and its {@code dir:room:{id}}. Nothing is
 * stored of it: it is there as long as the profile is, and closed when the account ended. Subjects
 * are accounts, since an id of a room does not say whose it is.
 */
@Component
final class OwnRooms implements DirectorySource {

  private static final long OPEN_VERSION = 1;
  private static final long CLOSED_VERSION = 2;

  private final DatabaseClient database;
  private final Accounts accounts;
  private final Profiles profiles;

  OwnRooms(DatabaseClient database, Accounts accounts, Profiles profiles) {
    this.database = database;
    this.accounts = accounts;
    this.profiles = profiles;
  }

  /** The account's own room; empty before its profile and after its end. */
  Mono<Room> of(UUID accountId) {
    return profiles
        .byId(accountId)
        .map(user -> new Room(idOf(accountId), Room.SELF, OPEN_VERSION, List.of(user), true));
  }

  @Override
  public Topic topic() {
    return Topic.OWN_ROOMS;
  }

  @Override
  public Mono<Publication> current(UUID accountId) {
    return database
        .sql(
            "SELECT a.deleted_at, COALESCE(p.account_id, '') AS profile FROM account a"
                + " LEFT JOIN profile p ON p.account_id = a.account_id WHERE a.account_id = :id")
        .bind("id", accountId.toString())
        .map(row ->
            publication(
                accountId,
                Columns.number(row, "deleted_at") == 0,
                !Columns.text(row, "profile").isEmpty()))
        .one()
        .flatMap(Mono::justOrEmpty);
  }

  /** All accounts: also those that were there before own rooms were. */
  @Override
  public Flux<UUID> subjectsAfter(String lastId, int limit) {
    return accounts.idsAfter(lastId, limit);
  }

  private static Optional<Publication> publication(UUID accountId, boolean lives, boolean known) {
    if (lives && !known) {
      return Optional.empty();
    }
    var members = lives ? List.of(accountId) : List.<UUID>of();
    var roomId = idOf(accountId);
    var document = new RoomDocument(roomId, Room.SELF, members, lives);
    return Optional.of(
        Publication.of(document.at(lives ? OPEN_VERSION : CLOSED_VERSION), members, roomId));
  }

  private static UUID idOf(UUID accountId) {
    return DirectRoomId.of(accountId, accountId);
  }
}
