package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.DirectoryChanged;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Ping;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.Welcome;
import chat.tacet.kit.testing.TestRedis;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectionStoryTest {

  private static Town town;
  private static RelayNode relay;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay = town.relay(Map.of());
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  @DisplayName("[F-2] [F-7] a Welcome tells the limits and the last send counter")
  void aWelcomeTellsTheLimitsAndTheLastCounter() {
    Person alice = town.person("Alice", 1);
    Room room = town.room(alice, town.person("Bob", 1));
    try (Socket first = Socket.open(alice.device(), relay, alice.device().ticket())) {
      assertThat(first.welcome().getLastSendCounter()).isZero();
      first.write(room, "one");
      first.write(room, "two");
    }

    Socket again = Socket.open(alice.device(), relay, alice.device().ticket());
    Welcome welcome = again.welcome();

    assertThat(again.subprotocol()).isEqualTo("tacet.v1");
    assertThat(welcome.getLastSendCounter()).isEqualTo(2);
    assertThat(welcome.getMaxFrameBytes()).isEqualTo(65_536);
    assertThat(welcome.getDeliveryWindow()).isEqualTo(256);
    assertThat(welcome.getPingIntervalMs()).isEqualTo(20_000);
    again.close();
  }

  @Test
  void aTicketIsGoodOnce() {
    Device phone = town.person("Alice", 1).device();
    String ticket = phone.ticket();
    Socket.open(phone, relay, ticket).close();

    assertThat(refusal(phone, ticket)).isEqualTo(401);
  }

  @Test
  void anExpiredForeignOrForgedTicketIsRefused() {
    Person alice = town.person("Alice", 1);
    Device phone = alice.device();
    String expired =
        town.issuer()
            .ticket(
                alice.id(),
                phone.loginSession(),
                phone.id(),
                claims ->
                    claims
                        .issueTime(Date.from(Instant.now().minusSeconds(600)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(570))));
    String accessToken =
        town.issuer().accessToken(alice.id(), phone.loginSession(), phone.id(), "alice");
    String good = phone.ticket();
    String forged = good.substring(0, good.length() - 6) + "AAAAAA";

    assertThat(refusal(phone, expired)).isEqualTo(401);
    assertThat(refusal(phone, accessToken)).isEqualTo(401);
    assertThat(refusal(phone, forged)).isEqualTo(401);
    assertThat(refusal(phone, "nonsense")).isEqualTo(401);
  }

  @Test
  void onlyPagesOfThePublicUrlMayConnect() {
    assertThat(fromPageOf("https://evil.example")).isEqualTo(403);
    assertThat(fromPageOf("null")).isEqualTo(403);
    assertThat(fromPageOf("http://localhost:8080")).isEqualTo(101);
  }

  private static int fromPageOf(String origin) {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .header("Origin", origin)
          .subprotocols("tacet.v1", town.person("Alice", 1).device().ticket())
          .buildAsync(relay.socket(), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : 0;
    }
  }

  @Test
  void aRequestThatIsNoSocketGetsAProblemDocument() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/ws");

    assertThat(answer.statusCode()).isEqualTo(426);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.body()).contains("urn:tacet:problem:upgrade-required");
  }

  @Test
  void healthIsOpenAndNothingElse() throws IOException, InterruptedException {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/actuator").statusCode()).isEqualTo(401);
    assertThat(get("/actuator/env").statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("[F-13] a newer socket of the same device displaces the older")
  void aNewerSocketOfTheSameDeviceDisplacesTheOlder() {
    Device phone = town.person("Alice", 1).device();
    Socket older = phone.connect(relay);

    Socket newer = phone.connect(relay);

    assertThat(older.goodbye().getCode()).isEqualTo(Goodbye.Code.DISPLACED);
    assertThat(older.closeCode()).isEqualTo(4000 + Goodbye.Code.DISPLACED_VALUE);
    newer.silentAbout(FrameCase.GOODBYE);
  }

  @Test
  void endingALoginClosesItsSocketsWithinFiveSeconds() {
    Person alice = town.person("Alice", 3);
    Socket bySession = alice.device(0).connect(relay);
    Socket byDevice = alice.device(1).connect(relay);
    Socket byAccount = alice.device(2).connect(relay);

    revoke("sid:" + alice.device(0).loginSession());
    assertThat(bySession.goodbye().getCode()).isEqualTo(Goodbye.Code.LOGIN_ENDED);
    byDevice.silentAbout(FrameCase.GOODBYE);
    revoke("did:" + alice.device(1).id());
    assertThat(byDevice.goodbye().getCode()).isEqualTo(Goodbye.Code.LOGIN_ENDED);
    revoke("sub:" + alice.id());
    assertThat(byAccount.goodbye().getCode()).isEqualTo(Goodbye.Code.LOGIN_ENDED);

    assertThat(byAccount.closeCode()).isEqualTo(4000 + Goodbye.Code.LOGIN_ENDED_VALUE);
    assertThat(refusal(alice.device(2), alice.device(2).ticket())).isEqualTo(401);
  }

  @Test
  void aLoginWhoseDeviceIsNotInTheListGetsNoSocket() {
    Person alice = town.person("Alice", 1);
    Device guest = alice.unlistedDevice();

    assertThat(refusal(guest, guest.ticket())).isEqualTo(403);
    assertThat(refusal(town.person("Bob", 0).unlistedDevice())).isEqualTo(403);
  }

  @Test
  void aDeviceThatIsListedAMomentLaterIsWaitedFor() {
    Person alice = town.person("Alice", 1);
    Device phone = alice.unlistedDevice();

    CompletableFuture<Socket> connecting =
        CompletableFuture.supplyAsync(() -> phone.connect(relay));
    alice.add(phone);

    connecting.join().silentAbout(FrameCase.GOODBYE);
  }

  @Test
  void whileTheDirectoryIsNotCompleteNobodyNewIsLetIn() {
    Device guest = town.person("Alice", 1).unlistedDevice();
    Device stranger = town.person("Bob", 0).unlistedDevice();
    town.redis().del("dir:complete");
    try {
      assertThat(refusal(stranger)).isEqualTo(503);
      assertThat(refusal(guest)).as("this list is there").isEqualTo(403);
    } finally {
      town.redis().set("dir:complete", "1");
    }
  }

  @Test
  @DisplayName("[F-1] text and nonsense end the connection")
  void textAndNonsenseEndTheConnection() {
    Socket texting = town.person("Alice", 1).device().connect(relay);
    texting.sendText("hello?");
    assertThat(texting.goodbye().getCode()).isEqualTo(Goodbye.Code.PROTOCOL_ERROR);

    Socket babbling = town.person("Alice", 1).device().connect(relay);
    babbling.sendBytes(new byte[] {(byte) 0xff, 0x01});
    assertThat(babbling.closeCode()).isEqualTo(4000 + Goodbye.Code.PROTOCOL_ERROR_VALUE);

    Socket shouting = town.person("Alice", 1).device().connect(relay);
    shouting.sendBytes(new byte[70_000]);
    assertThat(shouting.goodbye().getCode()).isEqualTo(Goodbye.Code.PROTOCOL_ERROR);
  }

  @Test
  @DisplayName("[F-12] a ping is answered with its nonce")
  void aPingIsAnsweredWithItsNonce() {
    Socket socket = town.person("Alice", 1).device().connect(relay);

    socket.send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(42)));

    assertThat(socket.next(FrameCase.PONG).getPong().getNonce()).isEqualTo(42);
  }

  @Test
  void devicesHearThatTheDirectoryChanged() {
    Person alice = town.person("Alice", 1);
    Socket socket = alice.device().connect(relay);
    UUID bob = UUID.randomUUID();

    town.redis()
        .publish(
            "dir:changed",
            "{\"topic\":\"DEVICES\",\"audience\":[\"%s\"],\"subject\":\"%s\",\"keys\":[]}"
                .formatted(alice.id(), bob));

    DirectoryChanged changed = socket.next(FrameCase.DIRECTORY_CHANGED).getDirectoryChanged();
    assertThat(changed.getTopic()).isEqualTo(DirectoryChanged.Topic.DEVICES);
  }

  @Test
  void leavingGivesTheDeviceUp() {
    Device phone = town.person("Alice", 1).device();
    Socket socket = phone.connect(relay);
    String key = "mb:{" + phone.id() + "}:at";
    await().until(() -> town.redis().exists(key) == 1);

    socket.close();

    await().untilAsserted(() -> assertThat(town.redis().exists(key)).isZero());
  }

  private static void revoke(String member) {
    town.redis()
        .zadd("auth:revoked", (double) Instant.now().plusSeconds(600).toEpochMilli(), member);
    town.redis().publish("auth:revoked", member);
  }

  private static int refusal(Device device) {
    return ConnectionRefusals.status(device, relay);
  }

  private static int refusal(Device device, String ticket) {
    return ConnectionRefusals.status(device, relay, ticket);
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(relay.http(path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
