package chat.tacet.auth.login;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What a browser calls itself, for the list of logins a person sees. */
final class UserAgent {

  /** Real ones have 80 to 150 characters. */
  private static final int MAX_LENGTH = 200;

  private UserAgent() {}

  /** Printable and short; empty if there is none. */
  static String of(ServerHttpRequest request) {
    String header = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
    String printable = header == null ? "" : header.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH);
  }
}
