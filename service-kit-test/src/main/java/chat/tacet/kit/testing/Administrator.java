package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Somebody who may enter a service's directory for administrators. */
public final class Administrator {

  private final Path socket;

  /**
   * At a service.
   *
   * @param directory what its {@code TACET_ADMIN_DIR} names
   * @param service its name, such as {@code tacet-auth}
   */
  public Administrator(Path directory, String service) {
    this.socket = directory.resolve(service + ".sock");
  }

  /**
   * Has a command run.
   *
   * @param with JSON object of what comes with it
   * @return the whole answer, as JSON
   */
  public String asks(String command, String with) {
    return says("{\"command\":\"%s\",\"with\":%s}\n".formatted(command, with));
  }

  /** Sends exactly this, and reads until the service hangs up. */
  public String says(String line) {
    try (var call = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Channels.newOutputStream(call).write(line.getBytes(StandardCharsets.UTF_8));
      return new String(Channels.newInputStream(call).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
