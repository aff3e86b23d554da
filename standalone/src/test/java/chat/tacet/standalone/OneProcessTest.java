package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.FreePort;
import chat.tacet.standalone.redis.OwnRedis;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All services beside each other in this JVM, as {@code ./tacet up} runs them. */
class OneProcessTest {

  private static final String KEY =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
  private static final String SALT =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[16]);

  @TempDir private Path data;

  private final JsonMapper json = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Undo undo = new Undo();
  private Settings settings = Settings.from(Map.of());

  @BeforeEach
  void start() throws IOException {
    var site = Files.createDirectory(data.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<!doctype html>");
    settings =
        Settings.from(
            Map.of("TACET_PORT", Integer.toString(FreePort.find()), "TACET_DATA", data.toString()));
    var redis = OwnRedis.start(Files.createDirectory(data.resolve("redis")), 512);
    undo.add(redis::close);
    var variables =
        Variables.of(
            settings, Ports.choose(), redis.url(), data, Map.of("TACET_WEB_ROOT", site.toString()));
    new OneProcess().start(variables, Variables.ofGateway(variables, settings), undo, () -> {});
  }

  /** The first look of a cold JVM at what it needs may take longer than is waited for it. */
  private void isReady() throws Exception {
    for (int tries = 0; get("/readyz").statusCode() == 503 && tries < 60; tries++) {
      TimeUnit.SECONDS.sleep(1);
    }
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    undo.run();
    http.close();
  }

  @Test
  void aPersonComesInAndIsToldGoodbyeWhenTacetStops() throws Exception {
    isReady();
    assertThat(get("/api/openapi.yaml").body()).contains("/api/v1/auth/login:");

    var ticket =
        json.readTree(post("/api/v1/auth/tickets", "{}", signIn()).body())
            .get("ticket")
            .stringValue();
    var ear = new Ear();
    var socket =
        http.newWebSocketBuilder()
            .subprotocols("tacet.v1", ticket)
            .buildAsync(URI.create("ws://localhost:" + settings.port() + "/ws"), ear)
            .get(10, TimeUnit.SECONDS);
    assertThat(socket.getSubprotocol()).isEqualTo("tacet.v1");
    assertThat(ear.welcomed.get(10, TimeUnit.SECONDS)).isTrue();

    undo.run();

    assertThat(ear.closed.get(10, TimeUnit.SECONDS)).as("Goodbye.SHUTTING_DOWN").isEqualTo(4001);
    assertThat(Files.exists(data.resolve("redis/redis.pid"))).isFalse();
  }

  private String signIn() throws Exception {
    var account = UUID.randomUUID();
    var device = UUID.randomUUID();
    var created =
        send(
            request("/api/v1/auth/accounts/" + account)
                .header("Content-Type", "application/json")
                .PUT(
                    BodyPublishers.ofString(
                        "{\"username\":\"alice\",\"salt\":\"%s\",\"rounds\":1000000,\"authenticationKey\":\"%s\"}"
                            .formatted(SALT, KEY))));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    var login =
        post(
            "/api/v1/auth/login",
            "{\"username\":\"alice\",\"authenticationKey\":\"%s\",\"deviceId\":\"%s\"}"
                .formatted(KEY, device),
            null);
    assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
    JsonNode answer = json.readTree(login.body());
    var token = answer.get("accessToken").stringValue();
    putList(FirstList.of(account, device), token);
    return token;
  }

  /** Only a device of the account's list gets a socket. */
  private void putList(byte[] signedList, String token) throws Exception {
    var encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(signedList);
    var put =
        send(
            request("/api/v1/social/device-list")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .PUT(BodyPublishers.ofString("{\"signedDeviceList\":\"" + encoded + "\"}")));
    assertThat(put.statusCode()).as(put.body()).isEqualTo(204);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String path, String body, @Nullable String token)
      throws Exception {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return send(token == null ? request : request.header("Authorization", "Bearer " + token));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + settings.port() + path));
  }

  private static final class Ear implements WebSocket.Listener {

    final CompletableFuture<Boolean> welcomed = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer frame, boolean last) {
      welcomed.complete(true);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }
}
