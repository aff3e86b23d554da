package chat.tacet.social.testing;

import chat.tacet.kit.testing.TestIssuer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Somebody with an account, who calls the service. */
public final class Person {

  private static final String API = "/api/v1/social";

  private final Town town;
  private final UUID accountId = UUID.randomUUID();
  private final UUID loginSessionId = UUID.randomUUID();
  private final String username;
  private final TestIssuer issuer;
  private final Identity identity = Identity.create(accountId);
  private final TestDevice device = identity.newDevice();

  Person(Town town, TestIssuer issuer, String username) {
    this.town = town;
    this.issuer = issuer;
    this.username = username;
  }

  /** Body of {@code PUT /profile}. */
  public static Map<String, String> profile(String firstName) {
    return Map.of("firstName", firstName, "lastName", "", "about", "");
  }

  public UUID id() {
    return accountId;
  }

  public String username() {
    return username;
  }

  public Identity identity() {
    return identity;
  }

  /** The device the person's token is for. */
  public TestDevice device() {
    return device;
  }

  /** Calls as this person from their device. */
  public ResponseSpec call(String method, String path, @Nullable Object body) {
    return call(device.id(), method, path, body);
  }

  public ResponseSpec call(String method, String path) {
    return call(method, path, null);
  }

  /** Calls as this person from another of their devices. */
  public ResponseSpec call(UUID deviceId, String method, String path, @Nullable Object body) {
    return call(
        method,
        path,
        body,
        headers -> headers.setBearerAuth(accessToken(loginSessionId, deviceId)));
  }

  ResponseSpec call(
      String method, String path, @Nullable Object body, Consumer<HttpHeaders> headers) {
    WebTestClient.RequestBodySpec request =
        town.client().method(HttpMethod.valueOf(method)).uri(API + path).headers(headers);
    return body == null
        ? request.exchange()
        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  /** The header that says who this is. */
  public String authorization() {
    return "Bearer " + accessToken(loginSessionId, device.id());
  }

  String accessToken(UUID loginSession, UUID deviceId) {
    return issuer.accessToken(accountId, loginSession, deviceId, username);
  }

  /** Signs in on this device. */
  public Login signIn(TestDevice on) {
    return new Login(this, on);
  }

  /** Asks to be friends; the answer's request id is the given one. */
  public ResponseSpec ask(Person other, UUID requestId) {
    return call("PUT", "/friend-requests/" + requestId, Map.of("username", other.username));
  }

  /** Asks to be friends, and is not refused. */
  public UUID ask(Person other) {
    var requestId = UUID.randomUUID();
    ask(other, requestId).expectStatus().isOk();
    return requestId;
  }

  public ResponseSpec accept(UUID requestId) {
    return call("POST", "/friend-requests/" + requestId + "/accept");
  }

  /** Becomes friends with somebody. */
  public void befriend(Person other) {
    other.accept(ask(other)).expectStatus().isOk();
  }

  /** The two are no strangers: one asked the other and took it back. Nobody hears of it now. */
  public void met(Person other) {
    var ids = Stream.of(accountId, other.accountId).map(UUID::toString).sorted().toList();
    town.bean(DatabaseClient.class)
        .sql(
            """
            INSERT INTO friend_request
              (request_id, sender_id, recipient_id, pair, state, hidden, created_at, closed_at)
            VALUES (:id, :sender, :recipient, :pair, 'withdrawn', 0, :now, :now)
            """)
        .bind("id", UUID.randomUUID().toString())
        .bind("sender", accountId.toString())
        .bind("recipient", other.accountId.toString())
        .bind("pair", String.join(" ", ids))
        .bind("now", System.currentTimeMillis())
        .then()
        .block();
  }

  /** Usernames in one of the two lists of friend requests. */
  public List<String> requests(String direction) {
    return read("/friend-requests").strings("$." + direction + "[*].user.username");
  }

  public List<String> friends() {
    return read("/friends").strings("$.friends[*].user.username");
  }

  /** What this person is to another, as the service tells it. */
  public String relationTo(Person other) {
    return read("/users?username=" + other.username).string("$.relation");
  }

  /** An answer of a successful GET. */
  public Json read(String path) {
    return Json.of(call("GET", path).expectStatus().isOk());
  }

  /** Publishes a first device list with the person's one device. */
  public void publishDevices() {
    publish(identity.nextList(List.of(device))).expectStatus().isNoContent();
  }

  public ResponseSpec publish(byte[] signedDeviceList) {
    return call("PUT", "/device-list", Map.of("signedDeviceList", Json.base64(signedDeviceList)));
  }
}
