package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs that send, read and acknowledge without a socket. */
class SocketlessStoryTest {

  private static Town town;
  private static RelayNode relay;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay =
        town.relay(
            Map.of(
                "tacet.relay.limits.rest.max-waiting", 2,
                "tacet.relay.limits.rest.look-every", "50ms",
                "tacet.relay.limits.mailbox.max-entries", 70,
                // Once the largest message, and not again within seconds.
                "tacet.relay.limits.rate.bytes", 1_000,
                "tacet.relay.limits.rate.bytes-burst", 1_500_000,
                "tacet.relay.limits.rate.sends", 1,
                "tacet.relay.limits.rate.sends-burst", 80,
                "tacet.relay.limits.directory.reads-per-send", 1));
    relay.bean(CompositeMeterRegistry.class).add(new SimpleMeterRegistry());
  }

  @AfterAll
  static void close() {
    town.close();
  }

  private static double counted(String name) {
    return relay.bean(CompositeMeterRegistry.class).get(name).counter().count();
  }

  private static Program program(Person person) {
    return new Program(person.device(), relay);
  }

  @Test
  void aProgramWritesToAProgram() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());
    Program his = program(friends.bob());
    double accepted = counted("tacet.envelopes.accepted");
    double delivered = counted("tacet.envelopes.delivered");

    Program.Answer sent = hers.send(friends.message("hello"));
    Program.Answer page = his.read("");

    assertThat(sent.status()).isEqualTo(200);
    assertThat(sent.body().path("mailboxFull").isEmpty()).isTrue();
    assertThat(page.texts()).containsExactly("hello");
    assertThat(page.body().has("nextCursor")).isFalse();
    var mail = page.body().path("mails").get(0);
    assertThat(mail.path("senderAccountId").asString()).isEqualTo(friends.alice().id().toString());
    assertThat(mail.path("roomId").asString()).isEqualTo(friends.room().id().toString());
    assertThat(mail.path("acceptedAt").asLong()).isEqualTo(sent.body().path("acceptedAt").asLong());
    assertThat(his.read("").texts()).containsExactly("hello");
    assertThat(his.acknowledge(page.mailIds()).status()).isEqualTo(204);
    assertThat(his.acknowledge(page.mailIds()).status()).isEqualTo(204);
    assertThat(his.read("").texts()).isEmpty();
    assertThat(hers.state().body().path("lastSendCounter").asLong()).isEqualTo(1);
    assertThat(counted("tacet.envelopes.accepted")).isEqualTo(accepted + 1);
    assertThat(counted("tacet.envelopes.delivered")).isEqualTo(delivered + 1);
  }

  @Test
  void whatIsSentTwiceIsStoredOnceAndOtherWordsUnderTheSameIdAreRefused() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());
    Send.Builder message = friends.message("once");

    assertThat(hers.send(message).status()).isEqualTo(200);
    assertThat(hers.send(message).status()).isEqualTo(200);
    Program.Answer other = hers.send(message.clone().setContentChunk(ByteString.copyFromUtf8("x")));

    assertThat(other.code()).isEqualTo("envelope-conflict");
    assertThat(other.status()).isEqualTo(409);
    assertThat(program(friends.bob()).read("").texts()).containsExactly("once");
  }

  @Test
  void socketsAndProgramsWriteToEachOther() {
    Friends friends = town.aliceAndBob();
    Socket his = friends.his(relay);
    his.drained();

    program(friends.alice()).send(friends.message("from a program"));
    assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("from a program");

    his.send(friends.room().message(friends.bob().device(), UUID.randomUUID(), "from a socket"));
    his.accepted();
    assertThat(program(friends.alice()).read("").texts()).containsExactly("from a socket");
  }

  @Test
  void aGroupsMailIsReadWithTheBodyThatItShares() {
    Person alice = town.person("Alice", 1);
    Person bob = town.person("Bob", 3);
    Room room = town.room(alice, bob, town.person("Carol", 1));

    program(alice).send(room.message(alice.device(), UUID.randomUUID(), "to all of you"));

    for (Device device : bob.devices()) {
      var his = new Program(device, relay);
      Program.Answer page = his.read("");
      assertThat(page.texts()).containsExactly("to all of you");
      assertThat(his.acknowledge(page.mailIds()).status()).isEqualTo(204);
      assertThat(his.read("").texts()).isEmpty();
    }
  }

  @Test
  void aLongMailboxIsReadPageByPage() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());
    for (int i = 0; i < 7; i++) {
      assertThat(hers.send(friends.message("message " + i)).status()).isEqualTo(200);
    }
    Program his = program(friends.bob());

    List<String> texts = new ArrayList<>();
    String query = "?limit=3";
    for (int pages = 0; pages < 3; pages++) {
      Program.Answer page = his.read(query);
      texts.addAll(page.texts());
      query = "?limit=3&cursor=" + page.body().path("nextCursor").asString("");
    }

    assertThat(texts)
        .containsExactly(
            "message 0",
            "message 1",
            "message 2",
            "message 3",
            "message 4",
            "message 5",
            "message 6");
  }

  @Test
  void aReaderWaitsForMail() {
    Friends friends = town.aliceAndBob();
    Program his = program(friends.bob());
    CompletableFuture<Program.Answer> reading = his.reading("?wait=20");
    CompletableFuture<Program.Answer> newer = his.reading("?wait=20");

    // Of two that wait for one device, one is sent away with nothing.
    await().until(() -> reading.isDone() || newer.isDone());
    CompletableFuture<Program.Answer> left = reading.isDone() ? newer : reading;
    program(friends.alice()).send(friends.message("there you are"));

    assertThat(left.join().texts()).containsExactly("there you are");
    assertThat(his.read("?cursor=" + left.join().mailIds().getFirst() + "&wait=1").texts())
        .isEmpty();
  }

  @Test
  void noMoreReadersWaitThanTheNodeHasRoomFor() {
    List<CompletableFuture<Program.Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(program(town.person("Reader", 1)).reading("?wait=5"));
    }

    assertThat(waiting.stream().map(CompletableFuture::join).map(Program.Answer::status))
        .containsExactlyInAnyOrder(200, 200, 429);
  }

  /** Each looks at the room and its two members anew. */
  @Test
  void whoSendsWhatIsRefusedPaysForTheLooking() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());
    var codes = new ArrayList<String>();
    while (!codes.contains("rate-limited")) {
      codes.add(hers.send(friends.message("for nobody").clearKeys()).code());
    }

    assertThat(codes).hasSizeBetween(20, 40).startsWith("wrong-devices");

    // A socket begins with what is left, and what has come since: one a second.
    Socket her = friends.her(relay);
    int refused = 0;
    do {
      her.send(friends.message("for nobody").clearKeys());
      refused++;
    } while (her.next(FrameCase.TRY_LATER, FrameCase.REFUSED).hasRefused());
    assertThat(refused).isLessThan(15);
  }

  @Test
  void whereASocketReadsNobodyElseDoes() {
    Friends friends = town.aliceAndBob();
    Program his = program(friends.bob());
    program(friends.alice()).send(friends.message("for the socket"));
    Program.Answer before = his.read("");
    CompletableFuture<Program.Answer> waiting =
        his.reading("?wait=20&cursor=" + before.mailIds().getFirst());

    Socket socket = friends.his(relay);

    assertThat(socket.delivered().getContent().toStringUtf8()).isEqualTo("for the socket");
    assertThat(waiting.join().code()).isEqualTo("device-connected");
    assertThat(his.read("").code()).isEqualTo("device-connected");
    assertThat(his.acknowledge(before.mailIds()).code()).isEqualTo("device-connected");
    assertThat(his.state().body().path("connected").asBoolean()).isTrue();
    assertThat(
            his.send(
                    friends
                        .room()
                        .message(friends.bob().device(), UUID.randomUUID(), "may be sent"))
                .status())
        .isEqualTo(200);

    socket.close();
    await().untilAsserted(() -> assertThat(his.read("").texts()).contains("for the socket"));
  }

  @Test
  void aSocketOnAnotherNodeCountsToo() {
    Friends friends = town.aliceAndBob();
    RelayNode elsewhere = town.relay(Map.of());
    friends.his(elsewhere).drained();

    assertThat(program(friends.bob()).read("").code()).isEqualTo("device-connected");
  }

  @Test
  void whoMayNotWriteThereIsTold() {
    Room group = town.room(town.person("Alice", 1), town.person("Bob", 1), town.person("Carol", 1));
    Person mallory = town.person("Mallory", 1);

    Program.Answer answer =
        program(mallory).send(group.message(mallory.device(), UUID.randomUUID(), "let me in"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("not-a-member");
  }

  @Test
  void whatMayBeLeftOutMayBeLeftOut() {
    Friends friends = town.aliceAndBob();
    var body = new HashMap<>(Program.json(friends.message("hello")));
    body.keySet().removeAll(List.of("silent", "targeted"));

    assertThat(program(friends.alice()).post("messages", body).status()).isEqualTo(200);
    assertThat(program(friends.bob()).read("").texts()).containsExactly("hello");
  }

  @Test
  void whoSealedForOtherDevicesIsToldWhich() {
    Friends friends = town.aliceAndBob();
    Device stranger = town.person("Stranger", 1).device();
    Send.Builder message = friends.message("hello").clearKeys().addKeys(Room.keyFor(stranger));
    Device second = friends.bob().newDevice();

    Program.Answer answer = program(friends.alice()).send(message);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("wrong-devices");
    assertThat(
            answer.body().path("missing").valueStream().map(at -> at.path("deviceId").asString()))
        .contains(friends.bob().device().id().toString(), second.id().toString());
    assertThat(answer.body().path("extra").get(0).path("deviceId").asString())
        .isEqualTo(stranger.id().toString());
    assertThat(answer.body().path("stale").get(0).path("version").asLong()).isEqualTo(2);
  }

  @Test
  void whoHasSeenANewerListIsAskedToWait() {
    Friends friends = town.aliceAndBob();
    Send.Builder message = friends.message("from the future");
    message.getHeaderBuilder().setRoomVersion(99);

    Program.Answer answer = program(friends.alice()).send(message);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("directory-behind");
    assertThat(answer.body().path("retryAfterMs").asLong()).isPositive();
  }

  @Test
  void whatIsNoMessageIsRefusedLikeOnASocket() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());

    assertThat(hers.send(friends.message(ByteString.EMPTY)).code()).isEqualTo("envelope-malformed");
    assertThat(hers.send(friends.message(ByteString.copyFrom(new byte[49_153]))).code())
        .isEqualTo("envelope-too-large");
    Send.Builder negative = friends.message("x");
    negative.getHeaderBuilder().setSendCounter(-1);
    assertThat(hers.send(negative).code()).isEqualTo("envelope-malformed");
    var twice = friends.message("x");
    assertThat(hers.send(twice.addKeys(twice.getKeys(0))).code()).isEqualTo("envelope-malformed");
    var unknown = new HashMap<>(Program.json(friends.message("x")));
    unknown.put("commit", true);
    assertThat(hers.post("messages", unknown).code()).isEqualTo("validation-failed");
    assertThat(hers.post("messages", Map.of()).code()).isEqualTo("validation-failed");
    assertThat(hers.post("messages", List.of()).status()).isEqualTo(400);
  }

  @Test
  void theLargestMessageFits() {
    Person alice = town.person("Alice", 1);
    Person bob = town.person("Bob", 200);
    Room room = town.room(alice, bob);
    Send.Builder message =
        room.message(alice.device(), UUID.randomUUID(), ByteString.copyFrom(new byte[49_152]));
    for (int i = 0; i < message.getKeysCount(); i++) {
      message.getKeysBuilder(i).setSealed(ByteString.copyFrom(new byte[4_096]));
    }

    assertThat(program(alice).send(message).status()).isEqualTo(200);
    assertThat(program(alice).send(message).code()).as("too many bytes").isEqualTo("rate-limited");
  }

  @Test
  void aFullMailboxIsNamed() {
    Friends friends = town.aliceAndBob(2);
    Program hers = program(friends.alice());
    Device first = friends.bob().device();
    for (int i = 0; i < 70; i++) {
      hers.send(
          friends
              .message("message " + i)
              .clearKeys()
              .addKeys(Room.keyFor(first))
              .setHeader(friends.room().header(friends.alice().device()).setTargeted(true)));
    }

    Program.Answer one = hers.send(friends.message("for both"));
    Program.Answer all =
        hers.send(
            friends
                .message("for the full one")
                .clearKeys()
                .addKeys(Room.keyFor(first))
                .setHeader(friends.room().header(friends.alice().device()).setTargeted(true)));

    assertThat(one.status()).isEqualTo(200);
    assertThat(one.body().path("mailboxFull").get(0).path("deviceId").asString())
        .isEqualTo(first.id().toString());
    assertThat(all.code()).isEqualTo("mailboxes-full");
  }

  @Test
  void whoSendsTooFastIsToldWhen() {
    Friends friends = town.aliceAndBob();
    Program hers = program(friends.alice());
    Send.Builder message = friends.message("again");

    Program.Answer last = hers.send(message);
    for (int i = 0; i < 200 && last.status() == 200; i++) {
      last = hers.send(message);
    }

    assertThat(last.status()).isEqualTo(429);
    assertThat(last.body().path("retryAfterMs").asLong()).isPositive();
  }

  @Test
  void aDeviceThatNoListNamesHasNoMailbox() {
    Person alice = town.person("Alice", 1);
    Program unlisted = new Program(alice.unlistedDevice(), relay);

    assertThat(unlisted.read("").code()).isEqualTo("forbidden");
    assertThat(unlisted.state().code()).isEqualTo("forbidden");
  }

  @Test
  void aDeviceThatNoListNamesSendsNothing() {
    Friends friends = town.aliceAndBob();
    Device guest = friends.alice().unlistedDevice();
    Send.Builder message =
        friends.room().message(guest, UUID.randomUUID(), ByteString.copyFromUtf8("hello"));

    Program.Answer answer = new Program(guest, relay).send(message);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("forbidden");
    Device hers = friends.alice().device();
    Send.Builder toHerself = friends.message("hello").addKeys(Room.keyFor(hers));
    assertThat(program(friends.alice()).send(toHerself).code()).isEqualTo("wrong-devices");
  }

  @Test
  void whoseLoginEndedReadsNothingMore() {
    Friends friends = town.aliceAndBob();
    Device device = friends.bob().device();
    CompletableFuture<Program.Answer> waiting = program(friends.bob()).reading("?wait=20");

    town.redis()
        .zadd(
            "auth:revoked",
            (double) System.currentTimeMillis() + 600_000,
            "sid:" + device.loginSession());

    assertThat(waiting.join().code()).isEqualTo("login-ended");
    assertThat(program(friends.bob()).read("").code()).isEqualTo("login-ended");
  }

  @Test
  void nonsenseIsRefused() {
    Program hers = program(town.person("Alice", 1));

    for (String query :
        List.of(
            "?limit=0",
            "?limit=65",
            "?wait=21",
            "?wait=-1",
            "?cursor=AAAA",
            "?cursor="
                + Program.base64(
                    ByteString.copyFrom(new byte[] {-1})
                        .concat(ByteString.copyFrom(new byte[15]))))) {
      assertThat(hers.read(query).code()).as(query).isEqualTo("validation-failed");
    }
    assertThat(hers.read("?limit=x").status()).isEqualTo(400);
    assertThat(hers.acknowledge(List.of()).code()).isEqualTo("validation-failed");
    assertThat(hers.acknowledge(List.of("AAAA")).code()).isEqualTo("validation-failed");
    assertThat(hers.post("mailbox/acknowledgements", Map.of()).code())
        .isEqualTo("validation-failed");
    assertThat(
            hers.acknowledge(
                    List.of(Program.base64(Ids.write(UUID.randomUUID())).replaceFirst("^.", "A")))
                .status())
        .isIn(204, 400);
    assertThat(new Program(relay, "no-token").read("").status()).isEqualTo(401);
  }

  @Test
  void whoWaitsIsAnsweredWhenTheNodeEnds() {
    Person alice = town.person("Alice", 1);
    CompletableFuture<Program.Answer> left;
    try (RelayNode ending = town.relay(Map.of())) {
      var hers = new Program(alice.device(), ending);
      CompletableFuture<Program.Answer> one = hers.reading("?wait=20");
      CompletableFuture<Program.Answer> other = hers.reading("?wait=20");
      // Of two that wait one is sent away: so the other one waits.
      await().until(() -> one.isDone() || other.isDone());
      left = one.isDone() ? other : one;
    }

    assertThat(left.join().status()).isEqualTo(200);
    assertThat(left.join().texts()).isEmpty();
  }

  @Test
  void theWaitEndsWithoutMail() {
    Program hers = program(town.person("Alice", 1));
    long begun = System.nanoTime();

    assertThat(hers.read("?wait=1").status()).isEqualTo(200);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
  }
}
