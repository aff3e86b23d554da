package chat.tacet.benchmark.server;

import chat.tacet.kit.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers that run in a JVM, with the options of our images. */
public final class JavaServer {

  /** Far above what one machine's clients send: limits are not what is measured. */
  private static final String UNBOUNDED = "100000000";

  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xmx1g", "--enable-native-access=ALL-UNNAMED");

  private final Path jars;
  private final Path logs;
  private final List<String> extra;

  /**
   * @param jars where the build puts the services
   * @param extra options of the JVM, for example a profiler's
   */
  public JavaServer(Path jars, Path logs, List<String> extra) {
    this.jars = jars;
    this.logs = logs;
    this.extra = extra;
  }

  /** A server and where it listens. */
  public record Running(ServerProcess process, int port) {}

  /** The bare forwarder. */
  public Running floor(Redis redis) {
    int port = FreePort.find();
    // As the relay does.
    List<String> command = java(List.of("-Dio.netty.leakDetection.level=disabled"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "chat.tacet.benchmark.floor.FloorServer",
            Integer.toString(port),
            redis.url()));
    return new Running(
        ServerProcess.start(
            "floor", command, Map.of(), logs.resolve("floor.log"), () -> Ports.listens(port)),
        port);
  }

  /** The relay. */
  public Running relay(Redis redis, String jwksUrl) {
    int port = FreePort.find();
    Map<String, String> variables =
        Map.of(
            "TACET_RELAY_PORT",
            Integer.toString(port),
            "TACET_REDIS_URL",
            redis.url(),
            "TACET_AUTH_JWKS_URL",
            jwksUrl,
            "TACET_RELAY_LIMITS_RATE_SENDS",
            UNBOUNDED,
            "TACET_RELAY_LIMITS_RATE_FRAMES",
            UNBOUNDED,
            "TACET_RELAY_LIMITS_RATE_BYTES",
            "2000000000");
    return service("tacet-relay-service", port, variables, extra);
  }

  /** The gateway before a relay. */
  public Running gateway(Running relay, String jwksUrl) {
    int port = FreePort.find();
    Map<String, String> variables = new HashMap<>();
    variables.put("TACET_PORT", Integer.toString(port));
    variables.put("TACET_PUBLIC_URL", "http://localhost:8080");
    variables.put("TACET_AUTH_JWKS_URL", jwksUrl);
    variables.put("TACET_WEB_ROOT", page().toString());
    // Everybody comes from one address here.
    variables.put("TACET_GATEWAY_THROTTLE_SOCKETSPERADDRESS_PERMINUTE", "1000000");
    variables.put("TACET_GATEWAY_THROTTLE_SOCKETSPERADDRESS_BURST", "1000000");
    for (String service : List.of("AUTH", "SOCIAL", "RELAY")) {
      variables.put("TACET_" + service + "_URL", "http://127.0.0.1:" + relay.port());
    }
    return service("tacet-gateway", port, variables, List.of());
  }

  /** The gateway wants a web client to serve, and nobody here asks for it. */
  private Path page() {
    try {
      Path directory = Files.createDirectories(logs.resolve("site"));
      Files.writeString(directory.resolve("index.html"), "<!doctype html>");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Running service(
      String name, int port, Map<String, String> variables, List<String> options) {
    List<String> command = java(options);
    command.addAll(List.of("-jar", jar(name).toString()));
    String path = name.equals("tacet-gateway") ? "/livez" : "/readyz";
    return new Running(
        ServerProcess.start(
            name,
            command,
            variables,
            logs.resolve(name + ".log"),
            () -> Ports.answers("http://127.0.0.1:" + port + path)),
        port);
  }

  private static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(options);
    return command;
  }

  private Path jar(String name) {
    try (var found = Files.newDirectoryStream(jars, name + "-*.jar")) {
      return found.iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
