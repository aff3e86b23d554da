package chat.tacet.client.cli;

import chat.tacet.client.Options;
import chat.tacet.client.Tacet;
import chat.tacet.client.failure.UsageException;
import java.net.URI;
import java.nio.file.Path;

/** Where to, as somebody typed it. */
final class Where {

  private Where() {}

  /** Throws a {@link UsageException} for what is no address, or no path. */
  static Options options(String server, String store) {
    URI address;
    try {
      address = URI.create(server);
    } catch (IllegalArgumentException none) {
      throw new UsageException("the server's address looks like https://chat.example.org");
    }
    try {
      return Tacet.at(address).store(Path.of(store));
    } catch (IllegalArgumentException none) {
      throw new UsageException("the store is no path of a file");
    }
  }
}
