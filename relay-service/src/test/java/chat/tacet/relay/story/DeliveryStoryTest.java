package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Ack;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.MailId;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeliveryStoryTest {

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
  void aliceWritesToBobWhoIsOnline() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    Socket his = friends.his(relay);
    his.drained();

    her.write(friends.room(), "hello");

    Deliver mail = his.delivered();
    assertThat(mail.getContent().toStringUtf8()).isEqualTo("hello");
    assertThat(mail.getSealedKey().toStringUtf8())
        .isEqualTo("sealed for " + friends.bob().device().id());
    his.ack(mail);
    await().untilAsserted(() -> assertThat(waiting(friends.bob().device())).isZero());
  }

  @Test
  @DisplayName("[F-9] five hundred messages wait for Bob and come in order")
  void fiveHundredMessagesWaitForBobAndComeInOrder() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    for (int i = 0; i < 500; i++) {
      her.send(friends.message("message " + i));
    }
    for (int i = 0; i < 500; i++) {
      her.accepted();
    }

    Socket his = friends.his(relay);
    List<String> read = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Deliver mail = his.delivered();
      read.add(mail.getContent().toStringUtf8());
      his.ack(mail);
    }

    assertThat(read).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(read.get(i)).isEqualTo("message " + i);
    }
    his.drained();
    await().untilAsserted(() -> assertThat(waiting(friends.bob().device())).isZero());
  }

  @Test
  @DisplayName("[F-9] [F-10] what Bob did not acknowledge comes again")
  void whatBobDidNotAcknowledgeComesAgain() {
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    her.write(friends.room(), "first");
    her.write(friends.room(), "second");
    Socket before = friends.his(relay);
    List<Deliver> mails = before.delivered(2);
    before.ack(mails.getFirst());
    await().untilAsserted(() -> assertThat(waiting(friends.bob().device())).isOne());
    before.close();

    Socket after = friends.his(relay);

    assertThat(after.delivered().getContent().toStringUtf8()).isEqualTo("second");
    after.drained();
    after.silentAbout(FrameCase.DELIVER);
  }

  @Test
  void acknowledgingWhatWasNotDeliveredCostsRedisNothing() {
    Friends friends = town.aliceAndBob();
    Socket his = friends.his(relay);
    his.drained();
    friends.her(relay).write(friends.room(), "hello");
    Deliver mail = his.delivered();
    long before = readsOfMailboxes();

    Ack.Builder ack = Ack.newBuilder();
    for (long i = 1; i <= 255; i++) {
      ack.addMailIds(
          ByteString.copyFrom(ByteBuffer.allocate(MailId.BYTES).putLong(i).putLong(0).flip()));
    }
    for (int i = 0; i < 20; i++) {
      his.send(ClientFrame.newBuilder().setAck(ack));
    }
    his.send(ClientFrame.newBuilder().setAck(ack.addMailIds(mail.getMailId())));

    await().untilAsserted(() -> assertThat(waiting(friends.bob().device())).isZero());
    assertThat(readsOfMailboxes() - before).isLessThan(20);
  }

  private static long readsOfMailboxes() {
    return town.redis()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_xrange:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  private static long waiting(Device device) {
    return town.redis().xlen(device.streamKey());
  }
}
