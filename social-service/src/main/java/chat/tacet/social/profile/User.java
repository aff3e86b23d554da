package chat.tacet.social.profile;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.util.UUID;

/**
 * A person as others see them.
 *
 * @param username as displayed
 */
public record User(
    UUID accountId, String username, String firstName, String lastName, String about) {

  /** Columns of {@code profile p} that {@link #of} reads. */
  public static final String COLUMNS =
      "p.account_id, p.username, p.first_name, p.last_name, p.about";

  /** Reads {@link #COLUMNS}. */
  public static User of(Readable row) {
    return new User(
        Columns.id(row, "account_id"),
        Columns.text(row, "username"),
        Columns.text(row, "first_name"),
        Columns.text(row, "last_name"),
        Columns.text(row, "about"));
  }

  /** Says nothing about the person: objects end up in log lines. */
  @Override
  public String toString() {
    return "User[redacted]";
  }
}
