package chat.tacet.standalone.backup;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.data.DataDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be written, by disk. It is looked at before anything is: on a disk that is full, Redis
 * ends as soon as its log cannot grow, and Tacet does not start any more.
 */
final class Room {

  private static final long MB = 1024 * 1024;

  private record Share(Path directory, long bytes) {

    Share and(Share more) {
      return new Share(directory, bytes + more.bytes);
    }
  }

  private final Map<FileStore, Share> shares = new LinkedHashMap<>();

  /** So many bytes go into a directory, which need not be there yet. */
  void plan(Path directory, long bytes) throws IOException {
    var existing = directory;
    while (!Files.isDirectory(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    shares.merge(Files.getFileStore(existing), new Share(directory, bytes), Share::and);
  }

  /**
   * Looks at each disk.
   *
   * @throws StartRefusedException if one has not got that much, and what a start wants besides
   */
  void require() throws IOException {
    for (var each : shares.entrySet()) {
      var share = each.getValue();
      long free = each.getKey().getUsableSpace();
      long needed = share.bytes + DataDirectory.MIN_FREE_BYTES;
      if (free < needed) {
        throw new StartRefusedException(
            "Only %d MB are free where %s lies, and %d MB are needed."
                .formatted(free / MB, share.directory, Math.ceilDiv(needed, MB)),
            "Make room there, or take another disk. Nothing was written.");
      }
    }
  }
}
