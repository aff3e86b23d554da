package chat.tacet.auth.story;

import com.jayway.jsonpath.JsonPath;
import java.net.HttpCookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A person's browser: it keeps the cookie and the access token, and talks to the service. */
final class Device {

  static final String COOKIE = "__Host-tacet-refresh";
  static final String DEVICE_COOKIE = "__Host-tacet-device";

  final UUID id = UUID.randomUUID();
  private final WebTestClient client;
  private final Person owner;
  @Nullable String cookie;
  @Nullable String deviceCookie;
  @Nullable String accessToken;
  @Nullable String loginSessionId;

  Device(RunningAuth auth, Person owner) {
    this(auth.client(), owner);
  }

  private Device(WebTestClient client, Person owner) {
    this.client = client;
    this.owner = owner;
  }

  /** The same browser before anybody signs in on it. */
  Device stranger() {
    return new Device(client, owner);
  }

  /** What the service said. */
  record Answer(int status, String body, HttpHeaders headers) {
    /** The value at a JSON path, as text. */
    String at(String path) {
      return JsonPath.<Object>read(body, path).toString();
    }

    /** All values at a JSON path. */
    List<String> all(String path) {
      return JsonPath.read(body, path);
    }

    /** The code of the problem; empty if it was none. */
    String problem() {
      return status < 400 ? "" : at("$.code");
    }
  }

  Answer signUp() {
    return put("/api/v1/auth/accounts/" + owner.accountId, owner.signUp());
  }

  Answer login() {
    return login(owner.authenticationKey);
  }

  Answer login(String authenticationKey) {
    return keep(
        post(
            "/api/v1/auth/login",
            Map.of(
                "username",
                owner.username,
                "authenticationKey",
                authenticationKey,
                "deviceId",
                id.toString())));
  }

  /** Exchanges the cookie and keeps what comes. */
  Answer refresh() {
    return keep(post("/api/v1/auth/token", null));
  }

  /** Makes sure there is an account and signs in. */
  Device signedIn() {
    signUp();
    login();
    return this;
  }

  Answer get(String path) {
    return send(HttpMethod.GET, path, null);
  }

  Answer post(String path, @Nullable Object body) {
    return send(HttpMethod.POST, path, body);
  }

  Answer put(String path, Object body) {
    return send(HttpMethod.PUT, path, body);
  }

  Answer delete(String path) {
    return send(HttpMethod.DELETE, path, null);
  }

  String token() {
    return Objects.requireNonNull(accessToken);
  }

  private Answer send(HttpMethod method, String path, @Nullable Object body) {
    WebTestClient.RequestBodySpec request =
        client
            .method(method)
            .uri(path)
            .headers(headers -> {
              headers.set("Tacet-Client", "1");
              headers.set(HttpHeaders.USER_AGENT, "Alice's browser");
              if (accessToken != null && needsToken(path)) {
                headers.setBearerAuth(accessToken);
              }
              if (cookie != null) {
                headers.add(HttpHeaders.COOKIE, COOKIE + "=" + cookie);
              }
              if (deviceCookie != null) {
                headers.add(HttpHeaders.COOKIE, DEVICE_COOKIE + "=" + deviceCookie);
              }
            });
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).bodyValue(body);
    }
    EntityExchangeResult<byte[]> result = request.exchange().expectBody().returnResult();
    byte[] content = result.getResponseBody();
    return new Answer(
        result.getStatus().value(),
        content == null ? "" : new String(content, StandardCharsets.UTF_8),
        result.getResponseHeaders());
  }

  private static boolean needsToken(String path) {
    return !path.endsWith("/token") && !path.endsWith("/login") && !path.contains("/accounts/");
  }

  private Answer keep(Answer answer) {
    List<String> cookies = answer.headers().getOrEmpty(HttpHeaders.SET_COOKIE);
    if (answer.status() == 200) {
      for (String set : cookies) {
        HttpCookie each = HttpCookie.parse(set).getFirst();
        if (each.getName().equals(COOKIE)) {
          cookie = each.getValue();
        } else {
          deviceCookie = each.getValue();
        }
      }
      accessToken = answer.at("$.accessToken");
      loginSessionId = answer.at("$.loginSessionId");
    }
    return answer;
  }
}
