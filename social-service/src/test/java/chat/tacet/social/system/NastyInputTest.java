package chat.tacet.social.system;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Whatever is sent, the answer is a typed refusal of the sender, never the service's failure. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class NastyInputTest {

  private static final UUID ID = UUID.randomUUID();

  private static final List<String> BODIES =
      List.of(
          "",
          "null",
          "[]",
          "{}",
          "\"text\"",
          "{",
          "{\"a\":1}",
          "{\"username\":null}",
          "{\"username\":1}",
          "{\"username\":[\"a\"]}",
          "{\"username\":\"\\ud800\"}",
          "{\"username\":\"\\u0000\"}",
          "{\"username\":\"alice\",\"username\":\"bob\"}",
          "{\"username\":\"alice\"} trailing",
          "{\"firstName\":\"\\ud800\",\"lastName\":\"\\udfff\",\"about\":\"\\u0000\"}",
          "{\"firstName\":{\"a\":{}},\"lastName\":true,\"about\":1e999}",
          "{\"signedDeviceList\":\"====\"}",
          "{\"signedDeviceList\":\"" + "A".repeat(12_000) + "\"}",
          "{\"signedDeviceList\":\"_____w\"}",
          "{\"signedDeviceList\":{}}",
          "{\"sealed\":\"\"}",
          "{\"sealed\":\"" + "A".repeat(90_000) + "\"}",
          "{\"sealed\":\"AA\",\"sealed\":\"AA\"}",
          "{\"x25519Signed\":\"AA\",\"x25519OneTime\":[null]}",
          "{\"x25519OneTime\":[\"AA\",7]}",
          "{\"x25519OneTime\":\"AA\"}",
          "{\"mlKemOneTime\":[\"" + "A".repeat(4_000) + "\"]}",
          "{\"after\":0}",
          "{\"after\":0,\"entries\":[]}",
          "{\"after\":0,\"entries\":[null]}",
          "{\"after\":0,\"entries\":[\"\"]}",
          "{\"after\":0,\"entries\":[\"AA\"]}",
          "{\"after\":0,\"entries\":\"AA\"}",
          "{\"after\":-1,\"entries\":[\"AA\"]}",
          "{\"after\":null,\"entries\":[\"AA\"]}",
          "{\"after\":9223372036854775807,\"entries\":[\"CgA\"]}",
          "{\"after\":9223372036854775808,\"entries\":[\"CgA\"]}",
          "{\"after\":0,\"entries\":[\"" + "A".repeat(23_000) + "\"]}",
          "{\"after\":0,\"entries\":[" + "\"AA\",".repeat(8) + "\"AA\"]}",
          "[".repeat(5_000),
          "{\"a\":".repeat(5_000),
          "9".repeat(5_000));

  private static final List<List<String>> TARGETS =
      List.of(
          List.of("PUT", "/profile"),
          List.of("PUT", "/device-list"),
          List.of("PUT", "/prekeys"),
          List.of("PUT", "/friend-requests/" + ID),
          List.of("POST", "/rooms/" + ID + "/log"),
          List.of("PUT", "/links/" + ID + "/messages/1"));

  @SuppressWarnings("NullAway.Init")
  private static Person mallory;

  private final Town town;

  NastyInputTest(Town town) {
    this.town = town;
  }

  @BeforeParameterizedClassInvocation
  static void malloryComes(Town town) {
    mallory = town.person("mallory");
  }

  static Stream<Arguments> bodies() {
    return TARGETS.stream()
        .flatMap(target ->
            BODIES.stream().map(body -> Arguments.of(target.get(0), target.get(1), body)));
  }

  @ParameterizedTest(name = "{0} {1} [{index}]")
  @MethodSource("bodies")
  void bodiesAreRefused(String method, String path, String body) {
    assertThat(send(method, path, body)).isBetween(400, 499);
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        Arguments.of("GET", "/users?username=" + "x".repeat(3_000)),
        Arguments.of("GET", "/users?username=%00"),
        Arguments.of("GET", "/users?username=%ff%fe"),
        Arguments.of("GET", "/users?username=%27%20OR%201=1--"),
        Arguments.of("GET", "/users?username="),
        Arguments.of("GET", "/users"),
        Arguments.of("GET", "/users/not-an-id"),
        Arguments.of("GET", "/users/" + ID.toString().toUpperCase(Locale.ROOT) + "A"),
        Arguments.of("GET", "/users/1-1-1-1-1"),
        Arguments.of("GET", "/users/" + ID),
        Arguments.of("GET", "/users/" + ID + "/device-lists?after=x"),
        Arguments.of("GET", "/users/" + ID + "/device-lists?after=-9223372036854775808"),
        Arguments.of("GET", "/users/" + ID + "/device-lists?after=99999999999999999999"),
        Arguments.of("POST", "/users/" + ID + "/devices/x/prekey-bundle"),
        Arguments.of("POST", "/users/" + ID + "/devices/" + ID + "/prekey-bundle"),
        Arguments.of("POST", "/friend-requests/x/accept"),
        Arguments.of("POST", "/friend-requests/" + ID + "/accept"),
        Arguments.of("DELETE", "/friend-requests/" + ID),
        Arguments.of("PUT", "/links/x"),
        Arguments.of("PUT", "/links/" + ID),
        Arguments.of("GET", "/links/" + ID + "/messages/0"),
        Arguments.of("GET", "/links/" + ID + "/messages/5"),
        Arguments.of("GET", "/links/" + ID + "/messages/1"),
        Arguments.of("GET", "/links/" + ID + "/messages/99999999999"),
        Arguments.of("GET", "/links/" + ID + "/messages/"),
        Arguments.of("PUT", "/blocks/x"),
        Arguments.of("PUT", "/blocks/" + ID),
        Arguments.of("GET", "/rooms/x/log"),
        Arguments.of("GET", "/rooms/" + ID + "/log"),
        Arguments.of("GET", "/rooms/" + ID + "/log?after=-1"),
        Arguments.of("GET", "/rooms/" + ID + "/log?after=x"),
        Arguments.of("GET", "/rooms/" + ID + "/log?after=99999999999999999999"),
        Arguments.of("POST", "/rooms/x/log"),
        Arguments.of("DELETE", "/rooms/" + ID + "/log"),
        Arguments.of("PATCH", "/profile"),
        Arguments.of("DELETE", "/profile"),
        Arguments.of("GET", "/nowhere"),
        Arguments.of("GET", "/../../actuator/env"),
        Arguments.of("GET", "/profile;jsessionid=1"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("paths")
  void pathsAreRefused(String method, String path) {
    assertThat(send(method, path, null)).isBetween(400, 499);
  }

  @Test
  void anotherMediaTypeIsRefused() {
    var status =
        town.client()
            .put()
            .uri("/api/v1/social/profile")
            .header("Authorization", mallory.authorization())
            .contentType(MediaType.APPLICATION_XML)
            .bodyValue("<a/>")
            .exchange()
            .returnResult(String.class)
            .getStatus()
            .value();
    assertThat(status).isEqualTo(415);
  }

  @Test
  void withoutATokenNothingIsAnswered() {
    for (var path : List.of("/api/v1/social/profile", "/api/v1/social/nowhere", "/actuator/env")) {
      town.client().get().uri(path).exchange().expectStatus().isUnauthorized();
    }
  }

  @Test
  void aBodyThatNeverEndsIsCutOff() {
    var body = Map.of("firstName", "a".repeat(300_000), "lastName", "", "about", "");
    mallory.call("PUT", "/profile", body).expectStatus().isEqualTo(413);
  }

  private int send(String method, String path, @Nullable String body) {
    var request =
        town.client()
            .method(HttpMethod.valueOf(method))
            .uri(URI.create(town.url() + "/api/v1/social" + path))
            .header("Authorization", mallory.authorization());
    var answer =
        body == null
            ? request.exchange()
            : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
    var result = answer.returnResult(String.class);
    var text = result.getResponseBody().blockFirst();
    if (text != null && !text.isEmpty()) {
      assertThat(Json.of(text).string("$.code")).isNotEmpty();
      assertThat(text).doesNotContain("Exception", "chat.tacet", "org.springframework");
    }
    return result.getStatus().value();
  }
}
