package chat.tacet.gateway.system;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;

/** What the first part of a path means at this door. */
public final class Paths {

  /** The relay's socket. */
  public static final String SOCKET = "/ws";

  /** Messages without a socket: the one call that brings more than others. */
  public static final String MESSAGES = "/api/v1/relay/messages";

  public static final String LIVE = "/livez";
  public static final String READY = "/readyz";

  private static final String API = "/api";

  private Paths() {}

  /** {@code GET}, and {@code HEAD}, which is the same without its body (RFC 9110, 9.3.2). */
  public static RequestPredicate reading(String path) {
    return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
        .and(RequestPredicates.path(path));
  }

  /** Calls of the REST interface, and nothing else. */
  public static boolean isApi(String path) {
    return path.equals(API) || path.startsWith(API + "/");
  }

  /** Files and screens of the web client: everything that has no other meaning. */
  public static boolean isWebClient(String path) {
    return !isApi(path)
        && !path.equals(SOCKET)
        && !path.startsWith(SOCKET + "/")
        && !path.equals(LIVE)
        && !path.equals(READY);
  }
}
