package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.testing.RawSocket;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.roster.Roster;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mallory's devices begin what they do not finish. */
class PartStoryTest {

  private static final int MALLORYS_DEVICES = 24;

  /** Their answers are more than the networks of both sides hold and what may be unsent. */
  private static final int MANY = 1_500;

  private static Town town;
  private static RelayNode relay;

  private Person mallory;
  private final List<RawSocket> hers = new ArrayList<>();

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay =
        town.relay(
            Map.of(
                "tacet.relay.limits.frame.max-node-part-bytes", "1048576",
                "tacet.relay.limits.frame.max-account-part-bytes", "524288",
                "tacet.relay.limits.rate.frames", "200",
                "tacet.relay.limits.rate.frames-burst", "400"));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @BeforeEach
  void come() {
    mallory = town.person("Mallory", MALLORYS_DEVICES);
  }

  @AfterEach
  void leave() {
    hers.forEach(RawSocket::close);
  }

  @Test
  void halfAFrameOnEachOfManySocketsFillsNoMemory() {
    byte[] frame = RawSocket.frame(RawSocket.BINARY, true, new byte[60_000]);
    everySocket();
    hers.forEach(socket -> socket.write(frame, 50_000));

    assertThat(anyCloseCode()).isEqualTo(4000 + Goodbye.Code.RATE_LIMITED_VALUE);
    othersWriteAllTheSame();
  }

  @Test
  void manyAccountsTogetherAreToldToComeAgain() {
    byte[] frame = RawSocket.frame(RawSocket.BINARY, true, new byte[60_000]);
    for (Person each : List.of(mallory, town.person("Mallet", 4), town.person("Marvin", 4))) {
      each.devices().stream().limit(4).forEach(device -> hers.add(device.rawSocket(relay)));
    }
    hers.forEach(socket -> socket.write(frame, 50_000));

    assertThat(anyCloseCode()).isEqualTo(4000 + Goodbye.Code.BUSY_VALUE);
    othersWrite(1_000);
  }

  @Test
  void aMessageInPiecesOnEachOfManySocketsFillsNoMemory() {
    everySocket();
    hers.forEach(
        socket -> socket.write(RawSocket.frame(RawSocket.BINARY, false, new byte[60_000])));

    assertThat(anyCloseCode()).isEqualTo(4000 + Goodbye.Code.RATE_LIMITED_VALUE);
    othersWriteAllTheSame();
  }

  @Test
  void messagesThatAreNotCommittedFillNoMemory() {
    Room room = town.room(mallory);
    List<Socket> sockets = mallory.devices().stream().map(device -> device.connect(relay)).toList();
    sockets.forEach(socket -> begin(room, socket));

    assertThat(sockets.getLast().tryLater().getReason()).isEqualTo(TryLater.Reason.BUSY);
    othersWriteAllTheSame();
    sockets.forEach(Socket::close);
    await().untilAsserted(this::othersWriteAllTheSame);
  }

  @Test
  void piecesAndPingsCostWhatMessagesCost() {
    RawSocket pinging = mallory.device().rawSocket(relay);
    hers.add(pinging);
    CompletableFuture<Integer> pinged = pinging.closeCode();
    for (int i = 0; i < 3_000; i++) {
      pinging.write(RawSocket.frame(RawSocket.PING, true, new byte[8]));
    }
    assertThat(pinged.join()).isEqualTo(4000 + Goodbye.Code.RATE_LIMITED_VALUE);

    RawSocket crumbling = mallory.device(1).rawSocket(relay);
    hers.add(crumbling);
    CompletableFuture<Integer> crumbled = crumbling.closeCode();
    crumbling.write(RawSocket.frame(RawSocket.BINARY, false, new byte[0]));
    for (int i = 0; i < 3_000; i++) {
      crumbling.write(RawSocket.frame(RawSocket.CONTINUATION, false, new byte[0]));
    }
    assertThat(crumbled.join()).isEqualTo(4000 + Goodbye.Code.RATE_LIMITED_VALUE);
  }

  @Test
  void aPingIsAnsweredWithWhatItCarries() {
    RawSocket socket = mallory.device().rawSocket(relay);
    hers.add(socket);

    socket.write(RawSocket.frame(RawSocket.PING, true, new byte[] {1, 2, 3}));

    assertThat(socket.next(RawSocket.PONG).payload())
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void whoDoesNotReadIsNotReadAndIsAnsweredOnceTheyDo() {
    RelayNode roomy = town.relay(Map.of());
    Person alice = town.person("Alice", 1);
    Room room = town.room(alice, town.person("Bob", 250));
    RawSocket socket = alice.device().rawSocket(roomy);
    hers.add(socket);
    CompletableFuture<Void> writing = writesWithoutReading(alice.device(), room, socket);

    int answered = 0;
    while (answered < MANY) {
      RawSocket.Frame frame = socket.read();
      assertThat(frame.opcode()).isEqualTo(RawSocket.BINARY);
      if (frame.payload().remaining() > 5_000) {
        answered++;
      }
    }
    writing.join();
  }

  @Test
  void whoNeitherReadsNorSaysGoodbyeIsForgotten() {
    RelayNode roomy = town.relay(Map.of());
    Person alice = town.person("Alice", 1);
    Room room = town.room(alice, town.person("Bob", 250));
    RawSocket socket = alice.device().rawSocket(roomy);
    CompletableFuture<Void> writing = writesWithoutReading(alice.device(), room, socket);
    assertThat(roomy.bean(Roster.class).size()).isOne();

    socket.close();

    // It ends with an error or not, depending on how much the networks hold.
    var _ = writing.exceptionally(broken -> null).join();
    await().untilAsserted(() -> assertThat(roomy.bean(Roster.class).size()).isZero());
  }

  /** Until the relay reads no more: all is refused, and each refusal names 250 devices. */
  private static CompletableFuture<Void> writesWithoutReading(
      Device device, Room room, RawSocket socket) {
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < MANY; i++) {
            Send.Builder send = room.message(device, UUID.randomUUID(), "for nobody");
            ClientFrame frame = ClientFrame.newBuilder().setSend(send.clearKeys()).build();
            socket.write(RawSocket.frame(RawSocket.BINARY, true, frame.toByteArray()));
          }
        });
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    return writing;
  }

  /** Little by little, so that the relay has nothing but whole frames. */
  private static void begin(Room room, Socket socket) {
    UUID envelopeId = UUID.randomUUID();
    ByteString part = ByteString.copyFrom(new byte[9_000]);
    socket.send(room.message(socket.device(), envelopeId, part).setCommit(false));
    for (int i = 0; i < 4; i++) {
      socket.silentAbout(FrameCase.REFUSED);
      socket.send(Send.newBuilder().setEnvelopeId(Ids.write(envelopeId)).setContentChunk(part));
    }
  }

  private void everySocket() {
    mallory.devices().forEach(device -> hers.add(device.rawSocket(relay)));
  }

  /** That of whoever is sent away first. */
  private int anyCloseCode() {
    return (int)
        CompletableFuture.anyOf(
                hers.stream().map(RawSocket::closeCode).toArray(CompletableFuture[]::new))
            .join();
  }

  private void othersWriteAllTheSame() {
    othersWrite(10_000);
  }

  /** In two parts, as a slow network brings it. */
  private void othersWrite(int bytes) {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    byte[] frame =
        ClientFrame.newBuilder()
            .setSend(friends.message(ByteString.copyFrom(new byte[bytes])))
            .build()
            .toByteArray();
    her.sendInTwo(frame);
    assertThat(her.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER).getFrameCase())
        .isEqualTo(FrameCase.ACCEPTED);
    her.close();
  }
}
