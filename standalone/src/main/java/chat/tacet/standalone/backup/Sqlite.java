package chat.tacet.standalone.backup;

import chat.tacet.kit.boot.StartRefusedException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What SQLite does with whole files. It may be done beside a running service. */
public final class Sqlite {

  /** Findings shown: one is enough to know. */
  private static final int MAX_FINDINGS = 3;

  private Sqlite() {}

  /** Writes a consistent copy, of one moment, while others read and write. */
  static void copy(Path from, Path to) {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + from);
        var statement = database.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, to.toString());
      statement.execute();
    } catch (SQLException failed) {
      throw new StartRefusedException(
          "%s cannot be copied.".formatted(from),
          "Is there room where %s is, and may this user write there?".formatted(to.getParent()),
          failed);
    }
  }

  /** What is wrong with the file; nothing if it is whole. */
  public static List<String> findings(Path file) {
    var findings = new ArrayList<String>();
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement();
        var rows = statement.executeQuery("PRAGMA quick_check(" + MAX_FINDINGS + ")")) {
      while (rows.next()) {
        if (!rows.getString(1).equals("ok")) {
          findings.add(rows.getString(1));
        }
      }
    } catch (SQLException unreadable) {
      findings.add("it cannot be read as a database");
    }
    return findings;
  }
}
