package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person whose device is a process of its own: the Java client's machine mode. It can be killed.
 */
final class Robot implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final JsonMapper json = new JsonMapper();
  private final URI server;
  private final Path store;
  private final String username;
  private final Map<Integer, JsonNode> answers = new HashMap<>();
  private final List<JsonNode> events = new ArrayList<>();
  private int commands;
  private @Nullable Process process;

  Robot(URI server, Path directory, String username) {
    this.server = server;
    this.store = directory.resolve(username + ".db");
    this.username = username;
  }

  Robot signsUp() {
    start();
    require(say("register", credentials()));
    return this;
  }

  Robot signsIn() {
    start();
    require(say("connect", credentials()));
    return this;
  }

  void befriends(Robot other) {
    require(say("befriend", Map.of("username", other.username)));
    other.awaits(
        "the request",
        () -> other.require(other.say("requests", Map.of())).toString().contains(username));
    require(other.say("accept", Map.of("username", username)));
    awaits(
        "the friendship",
        () -> require(say("friends", Map.of())).toString().contains(other.username));
  }

  @Override
  public String toString() {
    return username;
  }

  /** Whether it was stored; a process that dies meanwhile says nothing. */
  boolean sends(Robot other, String text) {
    JsonNode answer =
        say("send", Map.of("with", other.username, "text", text, "key", username + text));
    return answer != null && answer.get("ok").booleanValue();
  }

  List<String> sees(Robot other) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message :
        require(say("history", Map.of("with", other.username))).get("messages")) {
      if (message.get("kind").stringValue().equals("text")) {
        texts.add(message.get("text").stringValue());
      }
    }
    return texts;
  }

  /** Texts that were told, perhaps more than once. */
  List<String> heard() {
    synchronized (events) {
      return events.stream()
          .filter(event -> event.get("event").stringValue().equals("message"))
          .map(event -> event.get("text").stringValue())
          .toList();
    }
  }

  void awaits(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s awaits %s", username, what).isLessThan(until);
      synchronized (events) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      events.wait(50);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** As when the power fails. */
  void isKilled() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    isKilled();
  }

  private Map<String, Object> credentials() {
    return Map.of(
        "server",
        server.toString(),
        "store",
        store.toString(),
        "username",
        username,
        "password",
        "correct horse of " + username,
        "firstName",
        username);
  }

  private void start() {
    try {
      Process started =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseSerialGC",
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "machine")
              .redirectError(Redirect.INHERIT)
              .start();
      process = started;
      Thread.ofVirtual().start(() -> listen(started.inputReader()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void listen(BufferedReader lines) {
    try (lines) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode told = json.readTree(line);
        synchronized (events) {
          if (told.has("event")) {
            events.add(told);
          } else {
            answers.put(told.get("id").intValue(), told);
          }
          events.notifyAll();
        }
      }
    } catch (IOException _) {
      // It was killed.
    }
  }

  private JsonNode require(@Nullable JsonNode given) {
    assertThat(given).as("an answer to %s", username).isNotNull();
    JsonNode answer = Objects.requireNonNull(given);
    assertThat(answer.get("ok").booleanValue()).as(answer.toString()).isTrue();
    return answer;
  }

  /** Null if the process ends before it answers. */
  private @Nullable JsonNode say(String what, Map<String, Object> members) {
    Process running = process;
    if (running == null) {
      return null;
    }
    int id = ++commands;
    Map<String, Object> command = new LinkedHashMap<>(members);
    command.put("do", what);
    command.put("id", id);
    try {
      var out = running.outputWriter();
      out.write(json.writeValueAsString(command));
      out.newLine();
      out.flush();
    } catch (IOException gone) {
      return null;
    }
    return answer(running, id);
  }

  private @Nullable JsonNode answer(Process running, int id) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    synchronized (events) {
      while (!answers.containsKey(id) && running.isAlive() && System.nanoTime() < until) {
        pause();
      }
      return answers.remove(id);
    }
  }
}
