package chat.tacet.auth.registration;

import chat.tacet.kit.database.Columns;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code setting}: what administrators decided. */
@Repository
class Settings {

  private static final String REGISTRATION = "registration";

  private final DatabaseClient database;

  Settings(DatabaseClient database) {
    this.database = database;
  }

  /** What was decided last; empty if nothing was, or something that this version does not know. */
  Mono<RegistrationMode> registration() {
    return database
        .sql("SELECT value FROM setting WHERE name = :name")
        .bind("name", REGISTRATION)
        .map(row -> Columns.text(row, "value"))
        .one()
        .flatMap(text -> Mono.justOrEmpty(RegistrationMode.parse(text)));
  }

  Mono<Void> setRegistration(RegistrationMode mode) {
    return database
        .sql(
            """
            INSERT INTO setting (name, value) VALUES (:name, :value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
        .bind("name", REGISTRATION)
        .bind("value", mode.text())
        .then();
  }
}
