package chat.tacet.standalone.admin;

import chat.tacet.standalone.settings.AdminDirectory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The services' doors for administrators ({@code chat.tacet.kit.admin}), all in one directory. */
final class Services {

  static final String AUTH = "tacet-auth";
  static final String SOCIAL = "tacet-social";
  static final String RELAY = "relay-service";

  /** Longer than a service takes for any command. */
  private static final long PATIENCE_S = 40;

  private final Path directory;
  private final JsonMapper json = new JsonMapper();

  /**
   * For those that run here.
   *
   * @param variables {@code TACET_*}
   */
  Services(Map<String, String> variables) {
    this.directory = AdminDirectory.of(variables).toAbsolutePath();
  }

  /** Whether this service has a door here. */
  boolean has(String service) {
    return Files.exists(socket(service));
  }

  /** Whether it runs: a killed one leaves its door behind. */
  boolean answers(String service) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket(service)))) {
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /**
   * Has a command run.
   *
   * @throws AdminRefusal when the service is not there, or says no
   */
  JsonNode ask(String service, String command, Map<String, ?> with) {
    if (!has(service)) {
      throw new AdminRefusal(
          "%s is not running here: there is no %s. Start Tacet, or name its directory with TACET_ADMIN_DIR."
              .formatted(service, socket(service)));
    }
    String line = json.writeValueAsString(Map.of("command", command, "with", with)) + "\n";
    var said =
        CompletableFuture.supplyAsync(() -> exchange(service, line), Thread::startVirtualThread);
    try {
      return read(service, said.get(PATIENCE_S, TimeUnit.SECONDS));
    } catch (TimeoutException silent) {
      throw new AdminRefusal(service + " does not answer. Its log may say why.");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof AdminRefusal refusal
          ? refusal
          : new CompletionException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AdminRefusal("Interrupted.");
    }
  }

  private String exchange(String service, String line) {
    try (var call = SocketChannel.open(UnixDomainSocketAddress.of(socket(service)))) {
      Channels.newOutputStream(call).write(line.getBytes(StandardCharsets.UTF_8));
      return new String(Channels.newInputStream(call).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException notThere) {
      throw new AdminRefusal(
          service + " is not running, or this user may not speak to it through " + socket(service));
    }
  }

  private JsonNode read(String service, String line) {
    try {
      JsonNode said = json.readTree(line);
      if (said.has("answer")) {
        return said.get("answer");
      }
      JsonNode refusal = said.path("refusal");
      throw new AdminRefusal(
          refusal.path("detail").asString(refusal.path("title").asString(service + " says no.")));
    } catch (JacksonException cutOff) {
      throw new AdminRefusal(service + " hung up. Its log may say why.");
    }
  }

  private Path socket(String service) {
    return directory.resolve(service + ".sock");
  }
}
