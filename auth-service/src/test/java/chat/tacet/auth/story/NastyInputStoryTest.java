package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Whatever comes from outside gets a typed refusal, never an error of the server. */
@ParameterizedClass
@EnumSource(Database.class)
class NastyInputStoryTest {

  @Parameter Database database = Database.SQLITE;

  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> NASTY_BODIES =
      List.of(
          "",
          "null",
          "[]",
          "42",
          "\"text\"",
          "{",
          "{}",
          "{\"username\":null}",
          "{\"username\":{}}",
          "{\"username\":[\"alice\"]}",
          "{\"username\":true}",
          "{\"username\":\"\\u0000\"}",
          "{\"username\":\"\\ud800\"}",
          "{\"username\":\"alice\",\"username\":\"bob\"}",
          "{\"__proto__\":{}}",
          "{\"@type\":\"java.lang.Runtime\"}",
          "{\"username\":\"" + "x".repeat(100_000) + "\"}",
          "[".repeat(5_000),
          "{\"a\":".repeat(2_000),
          "{\"rounds\":1e400}",
          "{\"rounds\":-9223372036854775809}",
          "\ufeff{}",
          "\u0000\u0001\u0002");

  private static final List<Object> NASTY_VALUES =
      List.of(
          "",
          " ",
          "'; DROP TABLE account; --",
          "${jndi:ldap://x}",
          "../../etc/passwd",
          "a\u0000b",
          "\u202egnp.exe",
          "x".repeat(1_000),
          -1,
          0,
          1.5,
          Long.MAX_VALUE,
          true,
          List.of(),
          Map.of(),
          "AAAA",
          "A".repeat(43) + "=",
          "A".repeat(44));

  @SuppressWarnings("NullAway.Init")
  private static RunningAuth auth;

  @SuppressWarnings("NullAway.Init")
  private static Device alice;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    auth = RunningAuth.on(database);
    alice = new Device(auth, Person.called("alice")).signedIn();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    auth.close();
  }

  @Test
  void noBodyBreaksAnything() {
    for (String body : NASTY_BODIES) {
      for (String path : List.of("prelogin", "login", "account/delete")) {
        expectSense(HttpMethod.POST, "/api/v1/auth/" + path, body);
      }
      expectSense(HttpMethod.PUT, "/api/v1/auth/password", body);
      expectSense(HttpMethod.PUT, "/api/v1/auth/accounts/" + UUID.randomUUID(), body);
    }
  }

  @Test
  void noValueBreaksAnything() {
    Person mallory = Person.called("mallory");
    for (String member : List.of("username", "salt", "rounds", "authenticationKey")) {
      for (Object value : NASTY_VALUES) {
        expectSense(
            HttpMethod.PUT,
            "/api/v1/auth/accounts/" + mallory.accountId,
            JSON.writeValueAsString(mallory.signUpWith(member, value)));
      }
    }
  }

  @Test
  void noPathBreaksAnything() {
    var names = new ArrayList<String>();
    NASTY_VALUES.forEach(value -> names.add(value.toString()));
    for (String name : names) {
      int status =
          auth.client()
              .get()
              .uri("/api/v1/auth/usernames/{name}", name)
              .exchange()
              .returnResult(byte[].class)
              .getStatus()
              .value();
      assertThat(status).as(name).isBetween(200, 499);
    }
    for (String id :
        List.of(
            "x", "1-1-1-1-1", UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT))) {
      assertThat(alice.delete("/api/v1/auth/login-sessions/" + id).status()).isEqualTo(400);
    }
    assertThat(alice.get("/api/v1/auth/nothing").problem()).isEqualTo("not-found");
    assertThat(alice.get("/api/v1/auth/tickets").problem()).isEqualTo("method-not-allowed");
    assertThat(alice.get("/actuator/env").status()).isBetween(400, 499);
    assertThat(alice.get("/actuator").status()).isBetween(400, 499);
  }

  private static void expectSense(HttpMethod method, String path, String body) {
    var answer =
        auth.client()
            .method(method)
            .uri(path)
            .headers(headers -> headers.setBearerAuth(alice.token()))
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body)
            .exchange()
            .expectBody(String.class)
            .returnResult();
    String told = path + " " + body.substring(0, Math.min(60, body.length()));
    int status = answer.getStatus().value();
    assertThat(status).as(told).isBetween(200, 499);
    if (status >= 400) {
      assertThat(answer.getResponseHeaders().getContentType())
          .as(told)
          .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
      assertThat(answer.getResponseBody()).as(told).contains("urn:tacet:problem:");
    }
  }
}
