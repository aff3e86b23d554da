package chat.tacet.benchmark.server;

import chat.tacet.kit.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Servers that Debian packages, each with the configuration that keeps most of what it confirms.
 */
public final class Peers {

  private static final String ERLANG_LIBRARIES = "/usr/lib/x86_64-linux-gnu";
  private static final Path EJABBERD = Path.of("/usr/sbin/ejabberdctl");
  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

  private Peers() {}

  /** A peer and how to start it again on its files. */
  public record Running(ServerProcess process, int port, Path directory) {}

  public static boolean hasEjabberd() {
    return Files.isExecutable(EJABBERD);
  }

  public static boolean hasMosquitto() {
    return Files.isExecutable(MOSQUITTO);
  }

  /**
   * XMPP over WebSocket, stream management, messages for absent people in Mnesia on disk. Its
   * backlog of 5 connections is for people who do not all come at the same moment; and with a limit
   * it counts what waits before each message.
   */
  public static Running ejabberd(Path parent) {
    Path directory = directory(parent, "ejabberd");
    int port = FreePort.find();
    write(
        directory.resolve("ejabberd.yml"),
        """
        hosts: [localhost]
        loglevel: warning
        auth_method: internal
        auth_password_format: plain
        registration_timeout: infinity
        listen:
          - port: %d
            ip: "127.0.0.1"
            backlog: 1024
            module: ejabberd_http
            request_handlers:
              /ws: ejabberd_http_ws
        shaper_rules:
          max_user_sessions: 10
          max_user_offline_messages: infinity
        access_rules:
          register:
            allow: all
        modules:
          mod_register:
            ip_access: all
            access: register
          mod_offline:
            db_type: mnesia
            access_max_user_messages: max_user_offline_messages
          mod_stream_mgmt:
            max_ack_queue: infinity
            resend_on_timeout: true
        """
            .formatted(port));
    return startEjabberd(directory, port);
  }

  /** Starts it on the files of one that ended. */
  public static Running startEjabberd(Path directory, int port) {
    Map<String, String> environment =
        Map.of(
            "ERL_LIBS",
            ERLANG_LIBRARIES,
            "ERL_MAX_PORTS",
            "32000",
            "HOME",
            directory.toString(),
            "EJABBERD_CONFIG_PATH",
            directory.resolve("ejabberd.yml").toString(),
            "EJABBERD_LOG_PATH",
            directory.resolve("ejabberd.log").toString());
    List<String> command =
        List.of(
            "erl",
            "-noinput",
            "+K",
            "true",
            "+P",
            "250000",
            "+S",
            "1:1",
            "-mnesia",
            "dir",
            "\"" + directory.resolve("spool") + "\"",
            "-s",
            "ejabberd");
    return new Running(
        ServerProcess.start(
            "ejabberd", command, environment, directory.resolve("out"), () -> Ports.listens(port)),
        port,
        directory);
  }

  /**
   * MQTT with sessions that stay; it writes them when it is stopped, and each half hour.
   *
   * @param everyChange writes them at every change too
   */
  public static Running mosquitto(Path parent, boolean everyChange) {
    Path directory = directory(parent, "mosquitto");
    int port = FreePort.find();
    write(
        directory.resolve("mosquitto.conf"),
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        max_inflight_messages 0
        max_queued_messages 100000
        autosave_on_changes %s
        autosave_interval %s
        user root
        """
            .formatted(port, directory, everyChange, everyChange ? 1 : 1800));
    return startMosquitto(directory, port);
  }

  /** Starts it on the files of one that ended. */
  public static Running startMosquitto(Path directory, int port) {
    List<String> command =
        List.of(MOSQUITTO.toString(), "-c", directory.resolve("mosquitto.conf").toString());
    return new Running(
        ServerProcess.start(
            "mosquitto", command, Map.of(), directory.resolve("out"), () -> Ports.listens(port)),
        port,
        directory);
  }

  private static Path directory(Path parent, String name) {
    try {
      return Files.createTempDirectory(
          parent,
          name,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
