package chat.tacet.auth.story;

import chat.tacet.kit.testing.Administrator;
import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service with a door for administrators, and one who stands there. */
final class Office implements AutoCloseable {

  final RunningAuth auth;
  private final Administrator administrator;

  private Office(RunningAuth auth, Path directory) {
    this.auth = auth;
    this.administrator = new Administrator(directory, "tacet-auth");
  }

  static Office on(Database database) {
    return with(database, Map.of());
  }

  static Office with(Database database, Map<String, Object> overrides) {
    try {
      // Below /tmp whatever the machine's own directory for that is called: sockets have short
      // names.
      Path directory = Files.createTempDirectory(Path.of("/tmp"), "office");
      var properties = new HashMap<>(overrides);
      properties.put("tacet.admin-dir", directory.toString());
      return new Office(RunningAuth.start(database.newUrl(), properties), directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What the service says to a command, at a path below its answer, as text. */
  String asks(String command, String with, String path) {
    return JsonPath.<Object>read(administrator.asks(command, with), "$.answer." + path).toString();
  }

  /** All of what it says at a path below its answer. */
  List<String> all(String command, String with, String path) {
    return JsonPath.read(administrator.asks(command, with), "$.answer." + path);
  }

  /** That a command was done. */
  void has(String command, String with) {
    String said = administrator.asks(command, with);
    if (!said.startsWith("{\"answer\"")) {
      throw new AssertionError(said);
    }
  }

  /** The code with which a command is refused. */
  String isRefused(String command, String with) {
    return JsonPath.read(administrator.asks(command, with), "$.refusal.code");
  }

  String says(String line) {
    return administrator.says(line);
  }

  static String about(Person person) {
    return "{\"account\":\"" + person.username + "\"}";
  }

  @Override
  public void close() {
    auth.close();
  }
}
