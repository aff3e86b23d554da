package chat.tacet.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as lines of JSON, one file for each workload, from which page and charts are made. */
final class Report {

  private final Path file;

  /** Begins the file of a workload anew. */
  Report(Path directory, String workload) {
    this.file = directory.resolve(workload + ".jsonl");
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A row to be. */
  static Map<String, Object> row(String workload, String target, String durability) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("workload", workload);
    row.put("target", target);
    row.put("durability", durability);
    return row;
  }

  void add(Map<String, Object> row) {
    String json =
        row.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\":" + json(entry.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    System.out.println(json);
    try {
      Files.writeString(
          file,
          json + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object value) {
    return switch (value) {
      case Double number -> String.format(Locale.ROOT, "%.3f", number);
      case Number number -> number.toString();
      default -> "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    };
  }
}
