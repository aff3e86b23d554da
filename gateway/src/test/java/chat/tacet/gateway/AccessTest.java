package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call: the first of two locks. */
class AccessTest {

  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void forget() {
    door.social.received.clear();
    door.auth.received.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/social/profile",
        "/api/v1/social/friends",
        "/api/v1/auth/login-sessions",
        "/api/v1/auth/anything",
        "/api/v1/social/usernames/x"
      })
  void withoutATokenNobodyIsAsked(String path) {
    var answer = door.get(path);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"code\":\"unauthenticated\"");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(door.social.received).isEmpty();
    assertThat(door.auth.received).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/auth/usernames/bob",
    "POST,/api/v1/auth/prelogin",
    "GET,/api/v1/auth/accounts/0b7f5a0e-6d5a-4f0c-8a37-3f2f0c1b2a3d",
    "PUT,/api/v1/auth/accounts/0b7f5a0e-6d5a-4f0c-8a37-3f2f0c1b2a3d",
    "POST,/api/v1/auth/login",
    "POST,/api/v1/auth/token",
    "POST,/api/v1/auth/logout",
    "GET,/api/v1/auth/jwks.json"
  })
  void whatAStrangerMustBeAbleToDoIsOpen(String method, String path) {
    var answer = door.send(door.to(path).method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(door.auth.received).hasSize(1);
  }

  @Test
  void openPathsAreOpenForTheirOwnMethodOnly() {
    assertThat(door.send(door.to("/api/v1/auth/login").DELETE()).statusCode()).isEqualTo(401);
    assertThat(door.send(door.to("/api/v1/auth/accounts/x").DELETE()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
  void aTokenThatIsNoneIsRefused(String token) {
    assertThat(profile(token)).isEqualTo(401);
    assertThat(door.social.received).isEmpty();
  }

  @Test
  void aTokenOfAnotherInstallationIsRefused() {
    assertThat(profile(new Tokens("https://elsewhere.example").access(UUID.randomUUID())))
        .isEqualTo(401);
  }

  @Test
  void aTicketIsNoAccessToken() {
    assertThat(profile(door.tokens.ticket())).isEqualTo(401);
  }

  @Test
  void aGoodTokenIsPassedOnForTheServiceToCheckAgain() {
    var token = door.tokens.access(UUID.randomUUID());

    assertThat(profile(token)).isEqualTo(200);
    assertThat(door.social.only().headers().get("Authorization")).isEqualTo("Bearer " + token);
  }

  private static int profile(String token) {
    return door.send(door.to("/api/v1/social/profile").header("Authorization", "Bearer " + token))
        .statusCode();
  }
}
