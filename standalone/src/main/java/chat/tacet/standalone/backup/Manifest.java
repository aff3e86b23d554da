package chat.tacet.standalone.backup;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.data.DataDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup says of itself. Written last: a directory without it is no backup.
 *
 * @param format 1
 * @param createdAt when, ISO 8601
 * @param files SHA-256 of each file, by name
 */
record Manifest(int format, String createdAt, Map<String, String> files) {

  static final String NAME = "backup.json";
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = new JsonMapper();

  static void write(Path directory, Instant now, Map<String, String> files) throws IOException {
    Files.write(
        directory.resolve(NAME),
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(new Manifest(FORMAT, now.toString(), files)),
        CREATE_NEW,
        WRITE,
        SYNC);
    DataDirectory.force(directory);
  }

  /**
   * Reads it, and compares every file with it.
   *
   * @throws StartRefusedException if this is no backup, or not whole
   */
  static Manifest read(Path directory) {
    try {
      var manifest = JSON.readValue(Files.readAllBytes(directory.resolve(NAME)), Manifest.class);
      if (manifest.format != FORMAT) {
        throw new StartRefusedException(
            "This backup was made by a newer version of Tacet.", "Restore it with that one.");
      }
      for (var file : manifest.files.entrySet()) {
        if (!file.getKey().matches("[a-z]+\\.db")
            || !sha256(directory.resolve(file.getKey())).equals(file.getValue())) {
          throw new StartRefusedException(
              "A file of this backup is not as it was written.",
              "Take another backup: this one would bring back something else.");
        }
      }
      return manifest;
    } catch (IOException | JacksonException missing) {
      throw new StartRefusedException(
          "%s is no whole backup.".formatted(directory),
          "Name a directory that ./tacet backup has written to its end.",
          missing);
    }
  }

  static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
