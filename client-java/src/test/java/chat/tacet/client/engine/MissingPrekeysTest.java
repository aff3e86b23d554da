package chat.tacet.client.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.Resent;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("[PK-7] What is for a device without prekeys")
class MissingPrekeysTest extends WithoutPrekeys {

  @Test
  @DisplayName("waits half a minute for it, and then leaves with a blank in its place")
  void missing() throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    desk.later(Limits.PREKEYS_WAIT_MS - 1);
    again();
    assertThat(desk.sent).isEmpty();

    desk.later(1);
    again();
    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet)).hasSize(BLANK);
    assertThat(SealedMessage.decode(Bytes.of(sealedFor(tablet))))
        .isInstanceOf(SealedMessage.Later.class);
    assertThat(sealedFor(phone()).length).isGreaterThan(1_000);
    assertThat(askedFor(tablet)).isEqualTo(3);
    assertThat(askedFor(phone())).as("none was used up for nothing").isEqualTo(1);

    desk.outbox.accepted(envelope());
    desk.aliceWrites("and on");
    work();
    assertThat(desk.sent).as("nothing is waited for any more").hasSize(2);
    assertThat(askedFor(tablet)).isEqualTo(3);
  }

  @Test
  @DisplayName("waits on where nobody else could read it")
  void nobodyElse() {
    without.add(Ids.uuid(phone()));
    desk.aliceWrites("for the phone");
    work();
    for (int minute = 0; minute < 3; minute++) {
      desk.later(MINUTE);
      again();
    }
    assertThat(desk.sent).isEmpty();

    without.clear();
    desk.later(10 * MINUTE);
    again();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("is sealed in the session there is, where that is only to be repaired")
  void repairIsDue() throws InvalidProtocolBufferException {
    desk.aliceWrites("one");
    work();
    desk.outbox.accepted(envelope());
    desk.finish();
    Sealed.arrives(desk);
    without.add(Ids.uuid(phone()));
    desk.bob.signsAnotherList();
    desk.publish(desk.bob);
    desk.aliceWrites("two");
    work();

    assertThat(askedFor(phone())).isEqualTo(2);
    assertThat(desk.listsOf(desk.bob).newest().version()).as("nobody asked for lists").isEqualTo(1);
    assertThat(desk.sent).hasSize(2);
    assertThat(sealedFor(phone()).length).isGreaterThan(1_000);
  }

  @ParameterizedTest(name = "written {0} ms ago, {1} ms")
  @CsvSource({"0," + Limits.PREKEYS_WAIT_MS, HOUR + "," + Limits.PREKEYS_LEAST_WAIT_MS})
  @DisplayName("is asked for once more at the end of the time for which it is waited")
  void publishedAtTheEnd(long age, long end) throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for both");
    desk.later(age);
    work();
    publishesJustBefore(end);

    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet).length).isGreaterThan(1_000);
    assertThat(askedFor(tablet)).isEqualTo(3);
  }

  @Test
  @DisplayName("is waited for anew after it had a session that it began itself")
  void beganItself() {
    var phone = desk.bobsDevice();
    without.add(Ids.uuid(phone()));
    desk.sessions.begin(List.of(phone), how -> {});
    desk.sessions.listed(phone);
    assertThat(desk.sessions.isWorthAsking(phone)).isFalse();

    var other =
        new Sessions(
            desk.me, desk.setup, desk.round, desk.bob::bundle, new Desk.AtOnce(), desk.alarms);
    other.begin(List.of(phone), how -> {});
    assertThat(desk.sessions.needing(List.of(phone))).isEmpty();
    Peer.delete(desk.round.draft(), phone);
    assertThat(desk.sessions.isWorthAsking(phone)).isTrue();
  }

  @Test
  @DisplayName("waits for several devices at the same time, and not beyond the half minute")
  void severalAtOnce() {
    getsTablet(desk.bob);
    getsTablet(desk.alice);
    var text = outgoing(desk.now());
    assertThat(fetch(text)).isEqualTo(new Fetched.Later(0, Limits.PREKEYS_WAIT_MS));
    desk.later(Limits.PREKEYS_WAIT_MS - 10);
    assertThat(fetch(text)).isEqualTo(new Fetched.Later(0, 10));
    desk.later(10);
    assertThat(fetch(text)).as("asked for once more").isEqualTo(new Fetched.Now());
    assertThat(desk.audiences().find(text, desk.rooms.getFirst()))
        .isInstanceOfSatisfying(
            Found.Ready.class, ready -> assertThat(ready.audience().blanks()).hasSize(2));
  }

  @Test
  @DisplayName("waits five seconds also if it was written long ago: it may be joining right now")
  void writtenLongAgo() {
    getsTablet(desk.bob);
    desk.aliceWrites("written offline");
    desk.later(HOUR);
    work();
    desk.later(Limits.PREKEYS_LEAST_WAIT_MS - 1);
    again();
    again();
    assertThat(desk.sent).as("also when it was asked for twice").isEmpty();

    desk.later(1);
    again();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("and for it alone is not sent, and a request that was not is asked all three times")
  void requests() {
    without.add(Ids.uuid(phone()));
    Sealed.arrives(desk);
    asks(SECOND);
    asks(9 * MINUTE);
    assertThat(askedFor(phone())).isEqualTo(1);
    asks(MINUTE);
    assertThat(askedFor(phone())).isEqualTo(2);
    for (int time = 0; time < 50; time++) {
      asks(10 * MINUTE);
    }
    assertThat(desk.sent).isEmpty();
    assertThat(desk.lines()).containsExactly("[REPAIRING]");

    without.clear();
    for (int time = 0; time < 50; time++) {
      asks(10 * MINUTE);
    }
    assertThat(desk.sent).hasSize(Limits.MAX_RESEND_ASKS);
  }

  @Test
  @DisplayName("and for it alone is no more one of the times that it was sent again")
  void answers() {
    desk.aliceWrites("lost there");
    work();
    MessageId id = requireNonNull(desk.waiting().getFirst().finished()).messageId();
    desk.outbox.accepted(envelope());
    desk.finish();
    Peer.delete(desk.round.draft(), desk.bobsDevice());
    without.add(Ids.uuid(phone()));
    var request = new ContentBody.ResendRequest(List.of(id), List.of());
    for (int time = 0; time < Limits.MAX_RESENDS; time++) {
      desk.says(desk.bob, 0, request, desk.state());
      work();
    }
    assertThat(desk.waiting()).isEmpty();
    assertThat(desk.sent).hasSize(1);
    assertThat(SentContent.of(desk.round.draft(), id).orElseThrow().resentTo(desk.bobsAddress()))
        .isZero();
    assertThat(Resent.of(desk.round.draft(), desk.now()).times())
        .as("nor one of those within the hour")
        .isEmpty();
  }

  @Test
  @DisplayName("is blank because it was found to be so, whatever has changed since")
  void decidedOnce() throws InvalidProtocolBufferException {
    desk.sessions.begin(List.of(desk.bobsDevice()), how -> {});
    var members = List.of(desk.listsOf(desk.alice), desk.listsOf(desk.bob));
    var devices = List.of(desk.bobsDevice());
    var audience = new Sealer.Audience(1, members, devices, devices);
    Outgoing text = outgoing(desk.now());
    var sealer = new Sealer(desk.me, desk.setup);
    desk.sent.add(sealer.seal(desk.round.draft(), text, audience).send());

    assertThat(sealedFor(phone())).hasSize(BLANK);
  }

  @Test
  @DisplayName("leaves at once when a room opens again: of a closed one nothing was said about any")
  void closedRoom() {
    without.add(Ids.uuid(phone()));
    desk.aliceWrites("while it closes");
    work();
    desk.closes(desk.room);
    desk.directory.refresh();
    again();
    assertThat(desk.stateOf("while it closes")).isEqualTo(MessageState.FAILED);

    without.clear();
    desk.opens(desk.room);
    desk.directory.refresh();
    desk.aliceWrites("friends again");
    work();
    assertThat(desk.sent).hasSize(1);
  }

  /** Time passes, and all that is due is asked for, and what can leave does. */
  private void asks(long after) {
    desk.later(after);
    desk.asking.askDue();
    desk.finish();
    work();
    // Whatever is left was sealed: nothing waits.
    for (Outgoing waiting : desk.waiting()) {
      desk.outbox.accepted(requireNonNull(waiting.finished()).envelope());
    }
    desk.finish();
  }

  /** They were asked for a moment too early, and again when the time is up. */
  private void publishesJustBefore(long end) {
    desk.later(end - 1);
    again();
    assertThat(desk.sent).isEmpty();
    without.clear();
    desk.later(1);
    again();
  }
}
