package chat.tacet.auth.overview;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The accounts, by name, {@code limit} (500) of them after the name {@code after}. Days and no
 * times: when exactly somebody was here is nobody's business.
 */
@Component
class AccountsCommand implements AdminCommand {

  private static final long MAX = 500;

  private final DatabaseClient database;

  AccountsCommand(DatabaseClient database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return database
        .sql(
            """
            SELECT account.id, username, username_key, account.created_at, expires_at, suspended_at,
                   COUNT(login_session.id) AS logins, MAX(last_used_at) AS seen_at
            FROM account LEFT JOIN login_session ON login_session.account_id = account.id
            WHERE username_key > :after
            GROUP BY account.id, username, username_key, account.created_at, expires_at, suspended_at
            ORDER BY username_key LIMIT :limit
            """)
        .bind("after", request.find("after").orElse(""))
        .bind("limit", request.number("limit", MAX, 1, MAX))
        .map(AccountsCommand::entry)
        .all()
        .collectList()
        .map(Answer::new);
  }

  private static Entry entry(Readable row) {
    return new Entry(
        Columns.id(row, "id"),
        Columns.text(row, "username"),
        Columns.text(row, "username_key"),
        day(Columns.number(row, "created_at")),
        row.get("seen_at") == null ? null : day(Columns.number(row, "seen_at")),
        Columns.number(row, "logins"),
        row.get("expires_at") == null,
        row.get("suspended_at") != null);
  }

  private static LocalDate day(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The list. */
  record Answer(List<Entry> accounts) {}

  /**
   * One account.
   *
   * @param key where the next page begins, for {@code after}
   * @param created the day
   * @param lastSeen the day when one of its logins was last used; none if it has no login
   * @param complete whether profile and first device list stand
   */
  record Entry(
      UUID id,
      String username,
      String key,
      LocalDate created,
      @Nullable LocalDate lastSeen,
      long logins,
      boolean complete,
      boolean suspended) {

    @Override
    public String toString() {
      return "Entry[redacted]";
    }
  }
}
