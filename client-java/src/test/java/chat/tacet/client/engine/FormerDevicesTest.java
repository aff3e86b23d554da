package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import chat.tacet.contracts.relay.v1.Deliver;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be parsed was looked at, and of whom nothing counts not even that: so the codes tell.
 */
@DisplayName("[I-13] Mail of a device that Bob has signed out")
class FormerDevicesTest {

  private static final String OPENED_AND_REFUSED = "sealed-message-truncated";
  private static final String UNKNOWN = "device-unknown";

  @TempDir private Path folder;
  private Desk desk;
  private DeviceId phone;

  @BeforeEach
  void signsOut() {
    desk = new Desk(folder);
    phone = desk.bob.device.id();
    Peer.of(desk.round.draft(), desk.alice.device, desk.bobsDevice()).put(desk.round.draft());
    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.finish();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("is opened by whoever was away")
  void underWay() {
    arrives();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED);
    assertThat(desk.listsOf(desk.bob).former()).hasSize(1);
    DeviceLists restarted = desk.restartedLists();
    assertThat(restarted.former(desk.bob.account(), phone)).isEmpty();
    restarted.refresh(desk.bob.account(), how -> {});
    assertThat(restarted.former(desk.bob.account(), phone)).isPresent();
    assertThat(peers()).isEqualTo(1);
  }

  @Test
  @DisplayName("is opened until the mailbox was read to its end, ten minutes after that was known")
  void read() {
    arrives();
    desk.later(Limits.FORMER_DEVICE_LATE_MS);
    readsItsMail();
    arrives();
    desk.later(60_000);
    readsItsMail();
    arrives();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED, OPENED_AND_REFUSED, UNKNOWN);
  }

  @Test
  @DisplayName("is opened for 45 days at most, and then nothing of it is kept")
  void expired() {
    arrives();
    desk.later(Limits.FORMER_DEVICE_MS);
    arrives();
    desk.later(60_000);
    arrives();
    new Sweep(desk.setup, desk.round, desk.thread, desk.lists).begin();
    desk.finish();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED, OPENED_AND_REFUSED, UNKNOWN);
    assertThat(desk.listsOf(desk.bob).former()).isEmpty();
    assertThat(peers()).isZero();
  }

  @Test
  @DisplayName("is not opened once the identity was replaced: lost or stolen")
  void stolen() {
    arrives();
    desk.later(60_000);
    desk.bob.isReplaced();
    desk.publish(desk.bob);
    arrives();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED, UNKNOWN);
    assertThat(desk.listsOf(desk.bob).former()).isEmpty();
    assertThat(peers()).isZero();
  }

  @Test
  @DisplayName("is opened for 45 days after the list was made, whenever it is heard of")
  void heardOfLate() {
    phone = desk.bob.device.id();
    desk.bob.changesDevice(desk.now());
    desk.later(Limits.FORMER_DEVICE_MS + Limits.FORMER_DEVICE_SKEW_MS);
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    arrives();
    desk.later(1);
    arrives();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED, UNKNOWN);
  }

  @Test
  @DisplayName("is nothing to whoever hears of Bob for the first time years later")
  void firstContact() {
    Known carol = new Known();
    carol.changesDevice(desk.now());
    desk.publish(carol);
    desk.later(Limits.FORMER_DEVICE_MS + Limits.FORMER_DEVICE_SKEW_MS + 1);
    desk.lists.refresh(carol.account(), how -> {});

    assertThat(desk.listsOf(carol).former()).isEmpty();
  }

  @Test
  @DisplayName("is not opened when what the service has of Bob does not hold")
  void refused() {
    arrives();
    Known impostor = new Known();
    desk.service.put(
        desk.bob.account(),
        Stream.concat(desk.bob.signed.stream(), impostor.signed.stream()).toList());
    desk.lists.refresh(desk.bob.account(), how -> {});
    arrives();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED, UNKNOWN);
  }

  @Test
  @DisplayName("is looked up anew after another connection began")
  void connectsAnew() {
    // Long enough that the list is asked for once more.
    desk.later(60_000);
    desk.holdsAnswers = true;
    desk.inbox.add(mail());
    desk.inbox.work();
    desk.inbox.connectionChanged();
    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    phone = desk.bob.device.id();
    desk.inbox.add(mail());
    desk.releasesAnswers();
    desk.inbox.work();
    desk.finish();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED);
  }

  @Test
  @DisplayName("[C-14] gets no answer")
  void asks() {
    var former = desk.lists.former(desk.bob.account(), phone).orElseThrow();
    new SentContent(
            desk.room,
            1,
            desk.now(),
            EnvelopeId.of(Desk.RANDOM.next(EnvelopeId.LENGTH)),
            Bytes.of(new byte[300]),
            new ContentKey(
                new ContentSecret(Secret.of(new byte[32])),
                MessageId.of(Desk.RANDOM.next(MessageId.LENGTH))),
            List.of(SentContent.Recipient.of(former)))
        .put(desk.round.draft());
    var answering = new Answering(desk.setup, desk.round, desk.lists, desk.directory, desk.outbox);
    answering.answer(desk.talk(), former, new ContentBody.ResendRequest(List.of(), List.of(1L)));
    desk.finish();

    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  @DisplayName("is opened also where a slow listener holds it up after its list was looked up")
  void slowListener() {
    desk.later(60_000);
    desk.inbox.add(mail());
    desk.inbox.work();
    desk.later(20_000);
    desk.inbox.work();
    desk.inbox.work();
    desk.finish();

    assertThat(desk.quarantine()).containsExactly(OPENED_AND_REFUSED);
  }

  private void readsItsMail() {
    desk.inbox.connectionChanged();
    desk.inbox.whenEmpty(() -> {});
    desk.inbox.work();
    desk.finish();
  }

  private Deliver mail() {
    return Deliver.newBuilder()
        .setMailId(ByteString.copyFromUtf8("mail"))
        .setEnvelopeId(ByteString.copyFrom(Desk.RANDOM.next(EnvelopeId.LENGTH)))
        .setSenderAccountId(Ids.wire(desk.bob.account().value()))
        .setSenderDeviceId(Ids.wire(phone.value()))
        .setRoomId(Ids.wire(desk.room.value()))
        .build();
  }

  private void arrives() {
    desk.inbox.add(mail());
    desk.inbox.work();
    desk.inbox.work();
    desk.finish();
  }

  private int peers() {
    return desk.round.vault().scan(Table.SESSIONS, Bytes.EMPTY, Vault.Order.ASCENDING, 100).size();
  }
}
