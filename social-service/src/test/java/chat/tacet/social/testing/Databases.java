package chat.tacet.social.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** New, empty databases. */
public final class Databases {

  private Databases() {}

  /** R2DBC URL of a SQLite file in a new temporary directory. */
  public static String newSqliteUrl() {
    try {
      var directory = Files.createTempDirectory("tacet-social");
      directory.toFile().deleteOnExit();
      return "r2dbc:sqlite://" + directory.resolve("social.db");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
