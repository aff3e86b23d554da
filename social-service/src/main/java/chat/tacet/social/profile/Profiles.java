package chat.tacet.social.profile;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Profiles in the database. */
@Component
public final class Profiles {

  private final DatabaseClient database;

  Profiles(DatabaseClient database) {
    this.database = database;
  }

  /** The person of this account; empty if they have no profile, not yet or not any more. */
  public Mono<User> byId(UUID accountId) {
    return database
        .sql("SELECT " + User.COLUMNS + " FROM profile p WHERE p.account_id = :id")
        .bind("id", accountId.toString())
        .map(User::of)
        .one();
  }

  /** The person of exactly this username, however it is capitalised. */
  public Mono<User> byUsername(String username) {
    return Mono.justOrEmpty(Username.key(username))
        .flatMap(key ->
            database
                .sql("SELECT " + User.COLUMNS + " FROM profile p WHERE p.username_key = :key")
                .bind("key", key)
                .map(User::of)
                .one());
  }

  /** Inserts or replaces; fails if another account has the username. */
  Mono<Void> save(User user, String usernameKey) {
    return database
        .sql(
            """
            INSERT INTO profile (account_id, username, username_key, first_name, last_name, about)
            VALUES (:id, :username, :key, :firstName, :lastName, :about)
            ON CONFLICT (account_id) DO UPDATE SET username = :username, username_key = :key,
              first_name = :firstName, last_name = :lastName, about = :about
            """)
        .bind("id", user.accountId().toString())
        .bind("username", user.username())
        .bind("key", usernameKey)
        .bind("firstName", user.firstName())
        .bind("lastName", user.lastName())
        .bind("about", user.about())
        .then();
  }

  Mono<Void> delete(UUID accountId) {
    return database
        .sql("DELETE FROM profile WHERE account_id = :id")
        .bind("id", accountId.toString())
        .then();
  }
}
