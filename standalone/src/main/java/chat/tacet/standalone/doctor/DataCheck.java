package chat.tacet.standalone.doctor;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.backup.KeptDatabase;
import chat.tacet.standalone.backup.Sqlite;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;

/** The databases and the disk they are on. */
record DataCheck(Map<String, String> variables) {

  private static final long MB = 1024 * 1024;

  /** Below it Tacet does not start. */
  private static final long LEAST_MB = 200;

  /** Below it there is less than a week to act when Redis rewrites its log. */
  private static final long LOW_MB = 2048;

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(disk());
    try {
      KeptDatabase.all(variables).forEach(database -> findings.add(of(database)));
    } catch (IllegalArgumentException unreadable) {
      findings.add(
          Finding.broken(
              "Databases",
              "a database URL cannot be read.",
              "r2dbc:sqlite:///path/of/file.db or r2dbc:postgresql://user:password@host/name"));
    } catch (StartRefusedException unreadable) {
      findings.add(Finding.broken("Databases", unreadable));
    }
    return findings;
  }

  private Finding disk() {
    var data = Settings.data(variables).toAbsolutePath();
    while (!Files.isDirectory(data) && data.getParent() != null) {
      data = data.getParent();
    }
    try {
      long free = Files.getFileStore(data).getUsableSpace() / MB;
      var says = free + " MB free on the disk of the data";
      if (free < LEAST_MB) {
        return Finding.broken("Disk", says, "make room: below 200 MB Tacet does not start");
      }
      return free < LOW_MB
          ? Finding.advice("Disk", says, "make room before mail needs it")
          : Finding.good("Disk", says);
    } catch (IOException unreadable) {
      return Finding.broken("Disk", "the data directory cannot be read.", "look at its owner");
    }
  }

  private static Finding of(KeptDatabase database) {
    var name = database.service();
    if (database.isFile() && database.file().isEmpty()) {
      return Finding.good(name, "no database yet, or not here");
    }
    var damage = database.file().map(Sqlite::findings).orElse(List.of());
    if (!damage.isEmpty()) {
      return Finding.broken(
          name,
          "%s is damaged (%s).".formatted(database.name(), damage.getFirst()),
          "stop Tacet and restore the last good backup");
    }
    return migrations(name, database);
  }

  private static Finding migrations(String name, KeptDatabase database) {
    try {
      var state = database.state();
      if (state.newer()) {
        return Finding.broken(
            name,
            "the data was written by a newer version of Tacet.",
            "run that version, or restore a backup from before it");
      }
      return Finding.good(
          name,
          state.pending() == 0
              ? "whole, tables of version " + state.version()
              : "whole; the next start brings its tables up to date: back up first");
    } catch (FlywayException unreachable) {
      return Finding.broken(
          name, "the database cannot be reached.", "is it running, and is its URL right?");
    }
  }
}
