package chat.tacet.client.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.protocol.bytes.Secret;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Calls to the server")
class RestTest {

  private static final String ACCOUNT = UUID.randomUUID().toString();

  private static final String TICKET = "{\"ticket\":\"ticket\",\"expiresInMs\":30000}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> cookies = new CopyOnWriteArrayList<>();
  private final AtomicInteger renewals = new AtomicInteger();
  private HttpServer server;
  private volatile String retryAfter = "7";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    answers("/api/v1/auth/login", 200, login("access-0"), "refresh-0");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    client.shutdownNow();
  }

  @Test
  @DisplayName("turn a problem document into an exception with its code")
  void problem() {
    answers(
        "/api/v1/auth/prelogin",
        429,
        "{\"type\":\"urn:tacet:problem:rate-limited\",\"code\":\"rate-limited\",\"status\":429}",
        "");

    assertThatThrownBy(() -> auth().prelogin("alice"))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("rate-limited");
              assertThat(refused.isTemporary()).isTrue();
              assertThat(refused.retryAfter()).contains(Duration.ofSeconds(7));
            });
  }

  @Test
  @DisplayName("survive what a proxy says in its place")
  void proxy() {
    answers("/api/v1/auth/prelogin", 502, "<html>Bad gateway</html>", "");

    assertThatThrownBy(() -> auth().prelogin("alice"))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo("http-502"));
  }

  @Test
  @DisplayName("refuse an answer that is not as the contract says")
  void malformed() {
    answers("/api/v1/auth/prelogin", 200, "{\"salt\":17,\"rounds\":\"many\"}", "");

    assertThatThrownBy(() -> auth().prelogin("alice")).isInstanceOf(AlarmException.class);
  }

  @Test
  @DisplayName("take no more bytes than fit")
  void tooLong() {
    answers("/api/v1/auth/prelogin", 200, "x".repeat(Http.MAX_ANSWER_BYTES + 1), "");

    assertThatThrownBy(() -> auth().prelogin("alice")).isInstanceOf(NetworkException.class);
  }

  @Test
  @DisplayName("renew an access token that has expired, once for everybody, with the newest cookie")
  void renewal() {
    server.createContext("/api/v1/auth/token", this::renew);
    server.createContext("/api/v1/auth/tickets", this::ticket);
    LoginSession session = session(signIn());

    assertThat(session.ticket()).isEqualTo("ticket");
    assertThat(session.ticket()).isEqualTo("ticket");

    assertThat(renewals).hasValue(1);
    assertThat(cookies).containsExactly("__Host-tacet-refresh=refresh-0");
  }

  @Test
  @DisplayName("renew a token whose key was withdrawn, too")
  void withdrawn() {
    server.createContext("/api/v1/auth/token", this::renew);
    server.createContext(
        "/api/v1/auth/tickets",
        exchange -> {
          if (exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer access-0")) {
            answer(exchange, 401, "{\"code\":\"unauthenticated\"}", "");
          } else {
            answer(exchange, 200, TICKET, "");
          }
        });

    assertThat(session(signIn()).ticket()).isEqualTo("ticket");
    assertThat(renewals).hasValue(1);
  }

  @Test
  @DisplayName("sign in again when the service does not know the login any more")
  void forgotten() {
    server.createContext("/api/v1/auth/tickets", this::ticket);
    answers("/api/v1/auth/token", 401, "{\"code\":\"login-ended\"}", "");
    var again = new AtomicInteger();
    LoginSession session =
        new LoginSession(
            auth(),
            signIn(),
            token -> {
              again.incrementAndGet();
              return loggedIn("access-9", 600_000);
            });

    assertThat(session.ticket()).isEqualTo("ticket");
    assertThat(session.ticket()).isEqualTo("ticket");
    assertThat(again).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, wrong-credentials, login-ended",
    "403, account-suspended, login-ended",
    "429, rate-limited, rate-limited"
  })
  @DisplayName("end when the account may not be signed in to any more, and only then")
  void notAgain(int status, String code, String heard) {
    server.createContext("/api/v1/auth/tickets", this::ticket);
    answers("/api/v1/auth/token", 401, "{\"code\":\"login-ended\"}", "");
    LoginSession session =
        new LoginSession(
            auth(),
            signIn(),
            token -> {
              throw new ServerRefusedException(status, code, null);
            });

    assertThatThrownBy(session::ticket)
        .isInstanceOfSatisfying(
            ServerRefusedException.class, refused -> assertThat(refused.code()).isEqualTo(heard));
  }

  @Test
  @DisplayName("never sign in again after signing out")
  void signedOut() {
    server.createContext("/api/v1/auth/logout", exchange -> answer(exchange, 204, "", ""));
    answers("/api/v1/auth/tickets", 401, "{\"code\":\"login-ended\"}", "");
    answers("/api/v1/auth/token", 401, "{\"code\":\"login-ended\"}", "");
    LoginSession session = session(signIn());
    session.logout();

    assertThatThrownBy(session::ticket)
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo("login-ended"));
  }

  private LoginSession session(Login login) {
    return new LoginSession(
        auth(),
        login,
        token -> {
          throw new AssertionError("signed in again");
        });
  }

  @Test
  @DisplayName("[F-2] wait no longer than an hour, and never less than not at all, if asked to")
  void patience() {
    retryAfter = "99999999999999999";
    answers("/api/v1/auth/prelogin", 429, "{\"code\":\"rate-limited\"}", "");
    assertThatThrownBy(() -> auth().prelogin("alice"))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofHours(1)));
    retryAfter = "-5";
    assertThatThrownBy(() -> auth().prelogin("alice"))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ZERO));
  }

  @Test
  @DisplayName("refuse null, tokens that are none, and survive a token that is good for ever")
  void strange() {
    answers("/api/v1/auth/prelogin", 200, "null", "");
    assertThatThrownBy(() -> auth().prelogin("alice")).isInstanceOf(AlarmException.class);

    LoginSession forever = session(loggedIn("access-0", Long.MAX_VALUE));
    server.createContext("/api/v1/auth/tickets", exchange -> answer(exchange, 200, TICKET, ""));
    assertThat(forever.ticket()).isEqualTo("ticket");
    LoginSession broken = session(loggedIn("\u0007\n", 600_000));
    assertThatThrownBy(broken::ticket).isInstanceOf(AlarmException.class);
  }

  private Login loggedIn(String token, long expiresInMs) {
    Login login = signIn();
    return new Login(
        login.accountId(),
        login.username(),
        expiresInMs,
        true,
        new Login.Tokens(token, login.tokens().refresh(), Optional.empty()));
  }

  @Test
  @DisplayName("never show a token")
  void redacted() {
    assertThat(signIn().toString()).doesNotContain("access-0", "refresh-0");
  }

  private Login signIn() {
    return auth().login("alice", Secret.of(new byte[32]), UUID.randomUUID(), Optional.empty());
  }

  private AuthApi auth() {
    return new AuthApi(URI.create("http://localhost:" + server.getAddress().getPort()), client);
  }

  private void renew(HttpExchange exchange) throws IOException {
    cookies.add(exchange.getRequestHeaders().getFirst("Cookie"));
    int count = renewals.incrementAndGet();
    answer(exchange, 200, login("access-" + count), "refresh-" + count);
  }

  private void ticket(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer access-0")) {
      answer(exchange, 401, "{\"code\":\"token-expired\"}", "");
    } else {
      answer(exchange, 200, "{\"ticket\":\"ticket\",\"expiresInMs\":30000}", "");
    }
  }

  private void answers(String path, int status, String body, String refreshToken) {
    server.createContext(path, exchange -> answer(exchange, status, body, refreshToken));
  }

  private void answer(HttpExchange exchange, int status, String body, String refreshToken)
      throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
      if (!refreshToken.isEmpty()) {
        exchange
            .getResponseHeaders()
            .set("Set-Cookie", "__Host-tacet-refresh=" + refreshToken + "; Path=/; HttpOnly");
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String login(String token) {
    return "{\"accountId\":\"%s\",\"username\":\"alice\",\"loginSessionId\":\"%s\",\"accessToken\":\"%s\",\"expiresInMs\":600000,\"complete\":true}"
        .formatted(ACCOUNT, UUID.randomUUID(), token);
  }
}
