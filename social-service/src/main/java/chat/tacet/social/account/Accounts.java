package chat.tacet.social.account;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;

import chat.tacet.kit.database.Columns;
import java.time.Clock;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts that have a place in this service. */
@Component
public final class Accounts {

  private final DatabaseClient database;
  private final Clock clock;

  Accounts(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Locks the account's row for this transaction, making it first if need be.
   *
   * @return fails with {@code forbidden} for one that was deleted: its tokens may be a few seconds
   *     older than its end
   */
  public Mono<Void> openAndLock(UUID accountId) {
    return database
        .sql(
            "INSERT INTO account (account_id, created_at) VALUES (:id, :now)"
                + " ON CONFLICT (account_id) DO NOTHING")
        .bind("id", accountId.toString())
        .bind("now", clock.millis())
        .then()
        .then(requireLock(accountId));
  }

  /** Locks the account's row, or fails with {@code forbidden} if there is none that lives. */
  public Mono<Void> requireLock(UUID accountId) {
    return lock(accountId)
        .filter(locked -> locked)
        .switchIfEmpty(Mono.error(FORBIDDEN::exception))
        .then();
  }

  /**
   * Locks both rows, so that whatever the two do to each other happens one after the other. The
   * smaller id goes first in every transaction: they cannot wait for each other in a circle.
   *
   * @return whether the other account lives; fails with {@code forbidden} if the caller's does not
   */
  public Mono<Boolean> lockPair(UUID caller, UUID other) {
    boolean callerFirst = caller.toString().compareTo(other.toString()) < 0;
    return callerFirst
        ? requireLock(caller).then(lock(other))
        : lock(other).flatMap(lives -> requireLock(caller).thenReturn(lives));
  }

  /**
   * Locks the caller's row and all of the others', in the same order as {@link #lockPair}.
   *
   * @return those that live, the caller's among them; fails with {@code forbidden} if the caller's
   *     does not
   */
  public Mono<Set<UUID>> lockAll(UUID caller, Set<UUID> others) {
    var ascending =
        Stream.concat(Stream.of(caller), others.stream())
            .distinct()
            .sorted(Comparator.comparing(UUID::toString))
            .toList();
    return Flux.fromIterable(ascending)
        .concatMap(id -> id.equals(caller) ? requireLock(id).thenReturn(id) : lockLiving(id))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Mono<UUID> lockLiving(UUID accountId) {
    return lock(accountId).filter(lives -> lives).map(_ -> accountId);
  }

  /** Whether there is such an account, living; then its row is locked. */
  private Mono<Boolean> lock(UUID accountId) {
    return database
        .sql("UPDATE account SET locks = locks + 1 WHERE account_id = :id AND deleted_at = 0")
        .bind("id", accountId.toString())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Gives the document of the account's friends and rooms a higher version. */
  public Mono<Void> raiseFriendsVersion(UUID accountId) {
    return database
        .sql("UPDATE account SET friends_version = friends_version + 1 WHERE account_id = :id")
        .bind("id", accountId.toString())
        .then();
  }

  /** Sets the version of the document of the account's devices. */
  public Mono<Void> setDevicesVersion(UUID accountId, long version) {
    return database
        .sql("UPDATE account SET devices_version = :version WHERE account_id = :id")
        .bind("version", version)
        .bind("id", accountId.toString())
        .then();
  }

  /** The versions of the account's documents; empty if it was never here. */
  public Mono<AccountVersions> versions(UUID accountId) {
    return database
        .sql("SELECT friends_version, devices_version FROM account WHERE account_id = :id")
        .bind("id", accountId.toString())
        .map(row ->
            new AccountVersions(
                Columns.number(row, "friends_version"), Columns.number(row, "devices_version")))
        .one();
  }

  /** Ids of all accounts that ever were, ascending, after the given one. */
  public Flux<UUID> idsAfter(String lastId, int limit) {
    return database
        .sql(
            "SELECT account_id FROM account WHERE account_id > :last"
                + " ORDER BY account_id LIMIT :limit")
        .bind("last", lastId)
        .bind("limit", (long) limit)
        .map(row -> Columns.id(row, "account_id"))
        .all();
  }

  /** Marks the account's end, for good; says whether it had not ended before. */
  Mono<Boolean> markDeleted(UUID accountId) {
    return database
        .sql(
            "INSERT INTO account (account_id, created_at, deleted_at, friends_version,"
                + " devices_version) VALUES (:id, :now, :now, 1, 1)"
                + " ON CONFLICT (account_id) DO UPDATE SET deleted_at = :now,"
                + " friends_version = account.friends_version + 1,"
                + " devices_version = account.devices_version + 1"
                + " WHERE account.deleted_at = 0")
        .bind("id", accountId.toString())
        .bind("now", clock.millis())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }
}
