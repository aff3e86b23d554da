package chat.tacet.client;

import chat.tacet.client.failure.UsageException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where to and as whom. Each method changes and returns this object; it is used up by {@link
 * Tacet#register} or {@link Tacet#connect}, which wipe the password.
 */
public final class Options {

  private final URI server;
  private @Nullable Path store;
  private @Nullable String username;
  private char @Nullable [] password;
  private boolean receipts = true;
  private @Nullable String invitation;

  Options(URI server) {
    this.server = requireSafe(server);
  }

  /** The file that holds this device's keys and conversations, sealed; made if it is missing. */
  public Options store(Path file) {
    this.store = file;
    return this;
  }

  public Options username(String name) {
    this.username = name;
    return this;
  }

  /** Taken over, and wiped when it was used. It never leaves this process. */
  public Options password(char[] secret) {
    this.password = secret;
    return this;
  }

  /**
   * A code for {@link Tacet#register}, where signing up takes one; it is wanted again when an
   * interrupted registration goes on.
   */
  public Options invitation(String code) {
    this.invitation = code;
    return this;
  }

  /** Whether others are told that messages arrived and were handled; they are, unless told not. */
  public Options receipts(boolean sent) {
    this.receipts = sent;
    return this;
  }

  URI server() {
    return server;
  }

  Path store() {
    return required(store, "store");
  }

  String username() {
    return required(username, "username");
  }

  @Nullable String invitation() {
    return invitation;
  }

  boolean receipts() {
    return receipts;
  }

  char[] takePassword() {
    char[] taken = required(password, "password");
    password = null;
    return taken;
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new UsageException("the option " + name + " is missing");
    }
    return value;
  }

  /** Tokens go there: over the network only with TLS. */
  private static URI requireSafe(URI server) {
    String scheme = String.valueOf(server.getScheme());
    String host = server.getHost();
    if (host == null || !Set.of("http", "https").contains(scheme)) {
      throw new UsageException("the server's address looks like https://chat.example.org");
    }
    if (scheme.equals("http") && !isLoopback(host)) {
      throw new UsageException("http is for this machine only: use https");
    }
    return URI.create(scheme + "://" + server.getRawAuthority());
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return true;
    }
    boolean numeric = host.startsWith("[") || Character.isDigit(host.charAt(0));
    try {
      return numeric && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
