package chat.tacet.kit.database;

import chat.tacet.kit.boot.StartRefusedException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/** Which version of its tables a database has, and which ones this program knows. */
public final class Migrations {

  /**
   * How often the database is tried at the start, with 1 to 3 s between: half a minute, in which a
   * database server that starts together with the service gets ready.
   */
  private static final int CONNECT_RETRIES = 10;

  private static final int MAX_SECONDS_BETWEEN = 3;

  private final Flyway flyway;

  /**
   * Of a database.
   *
   * @param location of the migrations on the class path, such as {@code db/auth}
   */
  public Migrations(DatabaseUrl url, String location) {
    flyway =
        Flyway.configure()
            .dataSource(url.jdbcUrl(), url.user(), url.password())
            .connectRetries(CONNECT_RETRIES)
            .connectRetriesInterval(MAX_SECONDS_BETWEEN)
            .locations("classpath:" + location)
            .placeholders(url.kind().placeholders())
            .failOnMissingLocations(true)
            .load();
  }

  /**
   * What there is.
   *
   * @param version of the tables; none if there are no tables yet
   * @param pending how many migrations the next start would run
   * @param newer whether a newer program wrote it, which this one must not touch
   */
  public record State(@Nullable String version, int pending, boolean newer) {}

  /** Looks, and changes nothing. */
  public State state() {
    var info = flyway.info();
    MigrationInfo current = info.current();
    return new State(
        current == null ? null : String.valueOf(current.getVersion()),
        info.pending().length,
        Arrays.stream(info.all()).anyMatch(each -> isFuture(each.getState())));
  }

  private static boolean isFuture(MigrationState state) {
    return state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED;
  }

  /**
   * Runs what is pending.
   *
   * @throws StartRefusedException if a newer program wrote the data
   */
  void run() {
    if (state().newer()) {
      throw new StartRefusedException(
          "The data was written by a newer version of Tacet.",
          "Start that version again, or restore a backup from before it.");
    }
    flyway.migrate();
  }
}
