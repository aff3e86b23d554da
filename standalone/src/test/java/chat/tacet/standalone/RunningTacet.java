package chat.tacet.standalone;

import chat.tacet.kit.testing.FreePort;
import chat.tacet.standalone.redis.OwnRedis;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The whole of Tacet in this JVM, for stories. */
final class RunningTacet implements AutoCloseable {

  private final Undo undo = new Undo();
  private final Settings settings;

  RunningTacet(Path data) throws IOException {
    this(data, Map.of());
  }

  RunningTacet(Path data, Map<String, String> given) throws IOException {
    var site = Files.createDirectories(data.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<!doctype html>");
    settings =
        Settings.from(
            Map.of("TACET_PORT", Integer.toString(FreePort.find()), "TACET_DATA", data.toString()));
    var redis = OwnRedis.start(Files.createDirectories(data.resolve("redis")), 512);
    undo.add(redis::close);
    var set = new HashMap<>(given);
    set.put("TACET_WEB_ROOT", site.toString());
    var variables = Variables.of(settings, Ports.choose(), redis.url(), data, set);
    new OneProcess().start(variables, Variables.ofGateway(variables, settings), undo, () -> {});
  }

  URI address() {
    return URI.create("http://localhost:" + settings.port());
  }

  int port() {
    return settings.port();
  }

  @Override
  public void close() {
    undo.run();
  }
}
