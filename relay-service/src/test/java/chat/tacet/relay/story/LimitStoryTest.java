package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.DeviceRef;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Ping;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.client.ArrivalsHeader;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A relay with small limits. */
class LimitStoryTest {

  private static Town town;
  private static RelayNode relay;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay =
        town.relay(
            Map.ofEntries(
                Map.entry("tacet.relay.limits.delivery.window-frames", "5"),
                Map.entry("tacet.relay.limits.delivery.window-bytes", "100000"),
                Map.entry("tacet.relay.limits.mailbox.max-entries", "12"),
                Map.entry("tacet.relay.limits.connection.tick", "100ms"),
                Map.entry("tacet.relay.limits.connection.read-idle", "2s"),
                Map.entry("tacet.relay.limits.connection.max-per-account", "2"),
                // Sockets of one test are more than that: nobody keeps a place who has arrived.
                Map.entry("tacet.relay.limits.connection.max-arriving", "2"),
                Map.entry("tacet.relay.limits.directory.published-within", "10s"),
                Map.entry("tacet.relay.limits.directory.reads-per-send", "1"),
                Map.entry("tacet.relay.limits.send.assembly-timeout", "300ms"),
                Map.entry("tacet.relay.limits.rate.sends", "1"),
                Map.entry("tacet.relay.limits.rate.sends-burst", "30"),
                Map.entry("tacet.relay.limits.rate.frames", "10"),
                Map.entry("tacet.relay.limits.rate.frames-burst", "100")));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  @DisplayName("[F-9] no more than the window is unacknowledged")
  void noMoreThanTheWindowIsUnacknowledged() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    for (int i = 0; i < 12; i++) {
      her.write(friends.room(), "message " + i);
    }
    Socket his = friends.his(relay);

    List<Deliver> first = his.delivered(5);
    his.silentAbout(FrameCase.DELIVER);
    his.ack(first.get(1));
    Deliver sixth = his.delivered();
    his.silentAbout(FrameCase.DELIVER);
    his.ack(List.of(first.get(0), first.get(2), first.get(3), first.get(4), sixth));
    List<Deliver> next = his.delivered(5);
    his.ack(next);
    his.delivered();
    his.drained();

    assertThat(sixth.getContent().toStringUtf8()).isEqualTo("message 5");
    assertThat(next.getLast().getContent().toStringUtf8()).isEqualTo("message 10");
  }

  @Test
  void theWindowCountsBytesToo() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    for (int i = 0; i < 4; i++) {
      her.send(friends.message(ByteString.copyFrom(new byte[40_000])));
      her.accepted();
    }
    Socket his = friends.his(relay);

    List<Deliver> first = his.delivered(2);
    his.silentAbout(FrameCase.DELIVER);
    his.ack(first);
    his.ack(his.delivered(2));
    his.drained();
  }

  @Test
  void oneFullMailboxIsNamedAndTwoAreARefusal() {
    Friends friends = town.aliceAndBob(2);
    Socket her = friends.her(relay);
    Socket his = friends.bob().device(1).connect(relay);
    for (int i = 0; i < 12; i++) {
      her.write(friends.room(), "message " + i);
      his.ack(his.delivered());
    }

    her.send(friends.message("one more"));
    assertThat(her.accepted().getMailboxFullList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactly(Ids.write(friends.bob().device(0).id()));

    friends.bob().remove(friends.bob().device(1));
    her.send(friends.message("and another"));
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.ALL_MAILBOXES_FULL);
  }

  @Test
  void whoSendsTooFastIsToldToWait() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    for (int i = 0; i < 32; i++) {
      her.send(friends.message("spam " + i));
    }

    TryLater later = her.tryLater();
    assertThat(later.getReason()).isEqualTo(TryLater.Reason.RATE_LIMITED);
    assertThat(later.getRetryAfterMs()).isBetween(1, 2000);
  }

  /** Each looks at the room and its two members anew. */
  @Test
  void whoSendsWhatIsRefusedPaysForTheLooking() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    int refused = 0;
    @Nullable TryLater later = null;
    while (later == null) {
      her.send(friends.message("for nobody").clearKeys());
      ServerFrame answer = her.next(FrameCase.REFUSED, FrameCase.TRY_LATER);
      if (answer.hasRefused()) {
        refused++;
      } else {
        later = answer.getTryLater();
      }
    }

    assertThat(refused).isBetween(7, 15);
    assertThat(later.getReason()).isEqualTo(TryLater.Reason.RATE_LIMITED);
    assertThat(later.getRetryAfterMs()).isBetween(1, 4000);
  }

  @Test
  void whoFloodsIsCutOff() {
    Socket socket = town.person("Mallory", 1).device().connect(relay);
    try {
      for (int i = 0; i < 150; i++) {
        socket.send(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(i)));
      }
    } catch (java.util.concurrent.CompletionException closedMeanwhile) {
      assertThat(closedMeanwhile).hasRootCauseInstanceOf(java.io.IOException.class);
    }

    assertThat(socket.goodbye().getCode()).isEqualTo(Goodbye.Code.RATE_LIMITED);
  }

  @Test
  @DisplayName("[F-12] who is silent too long is cut off")
  void whoIsSilentTooLongIsCutOff() {
    Socket socket = town.person("Alice", 1).device().connect(relay);

    assertThat(socket.goodbye().getCode()).isEqualTo(Goodbye.Code.IDLE);
    assertThat(socket.closeCode()).isEqualTo(4000 + Goodbye.Code.IDLE_VALUE);
  }

  @Test
  @DisplayName("[F-3] a message not finished in time is asked for again")
  void aMessageNotFinishedInTimeIsAskedForAgain() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);

    her.send(friends.message("half").setCommit(false));

    assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.BUSY);
  }

  @Test
  void whoNeverReadsIsCutOffAndLosesNothing() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    her.write(friends.room(), "unread");
    Socket deaf = Socket.deaf(friends.bob().device(), relay);
    String at = "mb:{" + friends.bob().device().id() + "}:at";
    await().until(() -> town.redis().exists(at) == 1);

    // It never pings either, so the relay gives up on it and its device is free again.
    await().untilAsserted(() -> assertThat(town.redis().exists(at)).isZero());

    deaf.close();
    Socket his = friends.his(relay);
    assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("unread");
  }

  @Test
  void anAccountHasOnlySoManySockets() {
    Person alice = town.person("Alice", 3);
    List<Socket> sockets = new ArrayList<>();
    sockets.add(alice.device(0).connect(relay));
    sockets.add(alice.device(1).connect(relay));

    assertThat(sockets).hasSize(2);
    assertThat(ConnectionRefusals.status(alice.device(2), relay)).isEqualTo(429);
  }

  @Test
  @DisplayName("[F-14] a node that stops sends newcomers to another one, their tickets still good")
  void aNodeThatStopsLetsNobodyIn() {
    Device phone = town.person("Alice", 1).device();
    RelayNode stopping = town.relay(Map.of());
    stopping.bean(Doorway.class).shut();
    String ticket = phone.ticket();

    HttpHeaders headers =
        ConnectionRefusals.refusal(phone, stopping, ticket).orElseThrow().headers();

    assertThat(headers.firstValue(ArrivalsHeader.NAME)).contains(ArrivalsHeader.FULL);
    assertThat(headers.firstValue("Retry-After")).isPresent();
    assertThat(ConnectionRefusals.refusal(phone, relay, ticket)).isEmpty();
  }

  @Test
  @DisplayName("[F-14] too many at once are told so, in a way that no other 503 has")
  void tooManyAtOnceAreToldSo() {
    Device phone = town.person("Alice", 1).device();

    HttpHeaders headers =
        await()
            .until(
                () ->
                    Stream.generate(phone::ticket).limit(16).toList().parallelStream()
                        .map(ticket -> ConnectionRefusals.refusal(phone, relay, ticket))
                        .flatMap(Optional::stream)
                        .filter(refusal -> refusal.statusCode() == 503)
                        .map(HttpResponse::headers)
                        .findAny(),
                Optional::isPresent)
            .orElseThrow();

    assertThat(headers.firstValue(ArrivalsHeader.NAME)).contains(ArrivalsHeader.FULL);
    assertThat(headers.firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 9L);
  }

  @Test
  @DisplayName("[F-14] whoever waits for their device list keeps nobody else waiting")
  void whoeverWaitsForTheirListKeepsNobodyElseWaiting() {
    Person alice = town.person("Alice", 1);
    List<Device> guests = List.of(alice.unlistedDevice(), alice.unlistedDevice());
    List<CompletableFuture<Socket>> waiting =
        guests.stream()
            .map(guest -> CompletableFuture.supplyAsync(() -> guest.connect(relay)))
            .toList();
    Device phone = town.person("Bob", 1).device();

    // They may both be looking at this moment, but not for the ten seconds that they wait.
    await().until(() -> ConnectionRefusals.status(phone, relay) == 101);

    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    guests.forEach(alice::add);
    waiting.forEach(guest -> guest.join().close());
  }
}
