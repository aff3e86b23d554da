package chat.tacet.client.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Due;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.contracts.relay.v1.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What waits to be sent")
class OutboxTest {

  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    desk.bundles = desk.bob::bundle;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName(
      "[I-9] on its way to a replaced identity is sealed for no other, also after a restart")
  void onItsWay() {
    desk.aliceWrites("for the old Bob");
    work();
    EnvelopeId envelope = envelope();
    bobIsReplaced();
    desk.restartsOutbox();
    work();
    assertThat(desk.sent).as("the same bytes, once more").hasSize(2);
    assertThat(desk.sent.getLast()).isEqualTo(desk.sent.getFirst());

    desk.outbox.refused(envelope, Refused.Reason.WRONG_DEVICES);
    work();
    assertThat(desk.sent).hasSize(2);
    assertThat(desk.stateOf("for the old Bob")).isEqualTo(MessageState.FAILED);
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  @DisplayName("[I-9] and was refused is not sealed for an identity that comes after that")
  void refusedBefore() {
    desk.aliceWrites("for the old Bob");
    work();
    desk.outbox.refused(envelope(), Refused.Reason.WRONG_DEVICES);
    desk.finish();
    bobIsReplaced();
    work();
    assertThat(desk.stateOf("for the old Bob")).isEqualTo(MessageState.FAILED);
    assertThat(desk.waiting()).isEmpty();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName(
      "[V-13] and was sealed for a device that is out since is sealed anew before it leaves")
  void deviceIsOut() {
    EnvelopeId sealedForBoth = aliceWritesToTwoDevices("for whoever Bob has");
    desk.outbox.connectionChanged();
    bobTakesOneOut();
    desk.restartsOutbox();
    work();

    assertThat(desk.sent).hasSize(2);
    assertThat(envelope()).isNotEqualTo(sealedForBoth);
    desk.outbox.accepted(envelope());
    desk.finish();
    assertThat(desk.stateOf("for whoever Bob has")).isEqualTo(MessageState.SENT);
  }

  @Test
  @DisplayName("[V-13] and is under way to a device that is out since may be answered either way")
  void deviceIsOutMeanwhile() {
    EnvelopeId first = aliceWritesToTwoDevices("accepted");
    bobTakesOneOut();
    desk.outbox.accepted(first);
    desk.finish();
    assertThat(desk.stateOf("accepted")).isEqualTo(MessageState.SENT);
    assertThat(desk.waiting()).isEmpty();

    EnvelopeId second = aliceWritesToTwoDevices("refused");
    bobTakesOneOut();
    desk.outbox.refused(second, Refused.Reason.WRONG_DEVICES);
    desk.finish();
    assertThat(desk.waiting()).as("to be sealed anew").hasSize(1);
  }

  @Test
  @DisplayName("[I-9] and is under way when a device is out and the identity replaced may be taken")
  void deviceIsOutAndIdentityReplaced() {
    EnvelopeId first = aliceWritesToTwoDevices("just in time");
    desk.bob.signsAnotherList();
    bobIsReplaced();
    desk.outbox.accepted(first);
    desk.finish();

    assertThat(desk.stateOf("just in time")).isEqualTo(MessageState.SENT);
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  @DisplayName("[V-18] and is refused at the first try is resent to nobody")
  void refusedAtOnce() {
    desk.aliceWrites("refused");
    work();
    refused();
    assertThat(kept()).isEmpty();
  }

  @Test
  @DisplayName(
      "[V-18] [C-18] and is refused after an answer was lost may be asked for by its number")
  void refusedAfterAll() {
    desk.aliceWrites("taken, and refused");
    work();
    desk.outbox.connectionChanged();
    work();
    assertThat(desk.sent).hasSize(2);
    refused();
    assertThat(desk.stateOf("taken, and refused")).isEqualTo(MessageState.FAILED);
    assertThat(kept()).isPresent();
  }

  @Test
  @DisplayName("[V-18] [C-18] and is refused after it was put off may be asked for by its number")
  @Timeout(10)
  void refusedAfterPuttingOff() throws InterruptedException {
    desk.aliceWrites("taken, and refused");
    work();
    desk.outbox.tryLater(envelope(), 1);
    desk.finish();
    desk.thread.start();
    while (desk.thread.call(this::sentAfterWork) < 2) {
      Thread.sleep(Duration.ofMillis(10));
    }
    desk.thread.close();
    refused();
    assertThat(kept()).isPresent();
  }

  @Test
  @DisplayName("[V-18] [C-18] and is refused after a restart may be asked for by its number")
  void refusedAfterRestart() {
    desk.aliceWrites("taken, and refused");
    work();
    desk.restartsOutbox();
    work();
    refused();
    assertThat(kept()).isPresent();
  }

  @Test
  @DisplayName(
      "[V-18] [C-18] and is refused after a restart, sealed anew, may be asked for as well")
  void refusedAfterRestartAndAnew() {
    desk.aliceWrites("taken, and refused");
    work();
    desk.outbox.refused(envelope(), Refused.Reason.WRONG_DEVICES);
    desk.finish();
    desk.waiting().getFirst().with((Finished) null).put(desk.round.draft());
    desk.finish();
    desk.restartsOutbox();
    work();
    refused();
    assertThat(kept()).isPresent();
  }

  private void refused() {
    desk.outbox.refused(envelope(), Refused.Reason.NOT_A_MEMBER);
    desk.finish();
    assertThat(desk.waiting()).isEmpty();
  }

  private Optional<SentContent> kept() {
    return SentContent.numbered(desk.round.draft(), desk.room, 1)
        .flatMap(id -> SentContent.of(desk.round.draft(), id));
  }

  @Test
  @DisplayName("[I-9] of receipts is dropped with the identity they were for")
  void receipts() {
    desk.receipts.delivered(desk.room, MessageId.of(new byte[MessageId.LENGTH]));
    desk.finish();
    bobIsReplaced();

    assertThat(Due.of(desk.round.draft(), desk.room).delivered()).isEmpty();
  }

  @Test
  @DisplayName("in one room and cannot be, for a bug of ours, holds up no other room")
  void broken() {
    var elsewhere = new RoomId(Bytes.zeros(RoomId.LENGTH));
    Outgoing lost =
        Outgoing.content(
            elsewhere,
            Counter.OUTBOX.next(desk.round.draft()),
            desk.now(),
            null,
            new ContentBody.Text("lost", null));
    desk.outbox.add(lost);
    lost.delete(desk.round.draft());
    desk.aliceWrites("sent all the same");
    work();

    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("in one room and cannot be leaves all others room for what they have to send")
  void fullInOneRoom() {
    var elsewhere = new RoomId(Bytes.zeros(RoomId.LENGTH));
    for (int waiting = 0; waiting < Lanes.MAX_WAITING_IN_ROOM; waiting++) {
      assertThat(desk.outbox.isFull(desk.room)).isFalse();
      desk.outbox.add(
          Outgoing.content(
              desk.room,
              Counter.OUTBOX.next(desk.round.draft()),
              desk.now(),
              null,
              new ContentBody.Text("held", null)));
    }

    assertThat(desk.outbox.isFull(desk.room)).isTrue();
    assertThat(desk.outbox.isFull(elsewhere)).isFalse();
  }

  @Test
  @DisplayName("[PK-4] for a device that has no prekeys any more is sealed under its newest list")
  void withoutPrekeys() {
    var asked = new AtomicInteger();
    desk.bundles =
        (account, device) -> {
          if (asked.getAndIncrement() == 0) {
            desk.bob.changesDevice(desk.now());
            desk.publish(desk.bob);
            throw new ServerRefusedException(404, "not-found", null);
          }
          return desk.bob.bundle(account, device);
        };
    desk.aliceWrites("for the new phone");
    work();

    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(2);
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName(
      "[V-13] [R-8] is encrypted again once other lists are known, and not each time it is refused")
  void refusedForItsDevices() {
    desk.aliceWrites("for whoever Bob's devices are");
    work();
    Finished sealed = requireNonNull(desk.waiting().getFirst().finished());
    desk.outbox.refused(sealed.envelope(), Refused.Reason.WRONG_DEVICES);
    desk.finish();
    assertThat(desk.waiting().getFirst().finished()).isEqualTo(sealed);
    assertThat(desk.audiences().isForTheSame(sealed, desk.rooms.getFirst())).isTrue();

    desk.bob.signsAnotherList();
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.finish();
    assertThat(desk.audiences().isForTheSame(sealed, desk.rooms.getFirst())).isFalse();
  }

  private void work() {
    desk.outbox.work();
    desk.finish();
  }

  private void sentAfterWork(CompletableFuture<Integer> answer) {
    work();
    answer.complete(desk.sent.size());
  }

  private EnvelopeId envelope() {
    return requireNonNull(desk.waiting().getFirst().finished()).envelope();
  }

  private void bobIsReplaced() {
    desk.bob.isReplaced();
    bobsListIsTaken();
  }

  /** Sealed for both of Bob's devices, and under way. */
  private EnvelopeId aliceWritesToTwoDevices(String text) {
    desk.bob.adds(desk.now());
    bobsListIsTaken();
    desk.aliceWrites(text);
    work();
    return envelope();
  }

  private void bobTakesOneOut() {
    desk.bob.signsAnotherList();
    bobsListIsTaken();
  }

  private void bobsListIsTaken() {
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.finish();
  }
}
