package chat.tacet.social.friendship;

import static chat.tacet.social.friendship.FriendshipLimits.MAX_FRIENDS;
import static java.util.Comparator.comparing;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.profile.User;
import chat.tacet.social.room.Rooms;
import chat.tacet.social.throttle.Capacity;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Friendships in the database. What changes one must hold the locks of both accounts. */
@Component
public final class Friendships {

  private final DatabaseClient database;
  private final Accounts accounts;
  private final Rooms rooms;
  private final DirectoryChanges changes;
  private final Clock clock;

  Friendships(
      DatabaseClient database,
      Accounts accounts,
      Rooms rooms,
      DirectoryChanges changes,
      Clock clock) {
    this.database = database;
    this.accounts = accounts;
    this.rooms = rooms;
    this.changes = changes;
    this.clock = clock;
  }

  /** Whether the two are friends. */
  public Mono<Boolean> areFriends(UUID one, UUID other) {
    return database
        .sql("SELECT 1 AS found FROM friendship WHERE account_id = :one AND friend_id = :other")
        .bind("one", one.toString())
        .bind("other", other.toString())
        .map(_ -> true)
        .one()
        .defaultIfEmpty(false);
  }

  /** Which of these people are the account's friends. */
  public Flux<UUID> friendsAmong(UUID accountId, Collection<UUID> people) {
    return database
        .sql(
            "SELECT friend_id FROM friendship"
                + " WHERE account_id = :account AND friend_id IN (:people)")
        .bind("account", accountId.toString())
        .bind("people", people.stream().map(UUID::toString).toList())
        .map(row -> Columns.id(row, "friend_id"))
        .all();
  }

  /** Ids of the account's friends. */
  public Flux<UUID> idsOfFriends(UUID accountId) {
    return database
        .sql("SELECT friend_id FROM friendship WHERE account_id = :account ORDER BY friend_id")
        .bind("account", accountId.toString())
        .map(row -> Columns.id(row, "friend_id"))
        .all();
  }

  Flux<FriendView> list(UUID accountId) {
    return database
        .sql(
            "SELECT f.since, "
                + User.COLUMNS
                + " FROM friendship f JOIN profile p ON p.account_id = f.friend_id"
                + " WHERE f.account_id = :account ORDER BY p.username_key LIMIT "
                + MAX_FRIENDS)
        .bind("account", accountId.toString())
        .map(row -> {
          var friend = User.of(row);
          return new FriendView(
              friend, Columns.number(row, "since"), Rooms.directId(accountId, friend.accountId()));
        })
        .all();
  }

  /** Makes the two friends and opens their room. */
  Mono<Void> begin(UUID one, UUID other) {
    long now = clock.millis();
    return requireSpace(one)
        .then(requireSpace(other))
        .then(insert(one, other, now))
        .then(insert(other, one, now))
        .then(rooms.openDirect(one, other))
        .then(changed(one))
        .then(changed(other));
  }

  /** Ends the friendship of the two, if there is one, and closes their room. */
  public Mono<Void> end(UUID one, UUID other) {
    return delete(one, other)
        .filter(rows -> rows > 0)
        .flatMap(_ ->
            delete(other, one)
                .then(rooms.closeDirect(one, other))
                .then(changed(one))
                .then(changed(other)));
  }

  /**
   * Ends all friendships of an account that ends itself; its rooms are ended with it. Friends in
   * the order in which everybody locks; the account itself was locked before them, so that
   * PostgreSQL may have to end a circle with one of them, and the transaction runs again.
   */
  Mono<Void> endAll(UUID accountId) {
    return database
        .sql(
            "DELETE FROM friendship WHERE account_id = :account OR friend_id = :account"
                + " RETURNING account_id")
        .bind("account", accountId.toString())
        .map(row -> Columns.id(row, "account_id"))
        .all()
        .collectList()
        .flatMapIterable(friends -> friends.stream().sorted(comparing(UUID::toString)).toList())
        .filter(friend -> !friend.equals(accountId))
        .concatMap(this::changed)
        .then(changes.changed(Topic.FRIENDS, accountId));
  }

  private Mono<Void> changed(UUID accountId) {
    return accounts.raiseFriendsVersion(accountId).then(changes.changed(Topic.FRIENDS, accountId));
  }

  private Mono<Void> requireSpace(UUID accountId) {
    return database
        .sql("SELECT COUNT(*) AS n FROM friendship WHERE account_id = :account")
        .bind("account", accountId.toString())
        .map(row -> Columns.number(row, "n"))
        .one()
        .flatMap(n -> Capacity.requireBelow(MAX_FRIENDS, n));
  }

  private Mono<Void> insert(UUID account, UUID friend, long since) {
    return database
        .sql(
            "INSERT INTO friendship (account_id, friend_id, since)"
                + " VALUES (:account, :friend, :since)"
                + " ON CONFLICT (account_id, friend_id) DO NOTHING")
        .bind("account", account.toString())
        .bind("friend", friend.toString())
        .bind("since", since)
        .then();
  }

  private Mono<Long> delete(UUID account, UUID friend) {
    return database
        .sql("DELETE FROM friendship WHERE account_id = :account AND friend_id = :friend")
        .bind("account", account.toString())
        .bind("friend", friend.toString())
        .fetch()
        .rowsUpdated();
  }

  /**
   * A friend in a list.
   *
   * @param since epoch milliseconds
   */
  record FriendView(User user, long since, UUID roomId) {}

  /** Answer of {@code GET /friends}. */
  record FriendList(List<FriendView> friends) {}
}
