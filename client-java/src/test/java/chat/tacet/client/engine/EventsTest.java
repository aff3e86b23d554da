package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.failure.OutboxFullException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.MessageState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A message that the program")
class EventsTest {

  private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger times = new AtomicInteger();
  private final CountDownLatch failed = new CountDownLatch(1);
  @TempDir private Path folder;

  @Test
  @DisplayName("threw at is told again, and handled when it returns")
  void again() throws Exception {
    tells(happening -> {
      if (isFirst(happening) && times.incrementAndGet() == 1) {
        throw new IllegalStateException("not now");
      }
    });

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(times).hasValue(2);
  }

  @Test
  @DisplayName("always throws at does not count as handled, and holds up no other")
  void never() throws Exception {
    tells(happening -> {
      if (isFirst(happening)) {
        times.incrementAndGet();
        throw new IllegalStateException("never");
      }
    });

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(8);
    assertThat(times).hasValue(3);
  }

  @Test
  @DisplayName("cannot answer, however often, is handled: whoever wrote it holds up nobody")
  void refusedForGood() throws Exception {
    tells(happening -> {
      if (isFirst(happening)) {
        times.incrementAndGet();
        throw new UsageException("this text cannot be sent: message-too-long");
      }
    });

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(8);
    assertThat(times).hasValue(1);
  }

  @Test
  @DisplayName("cannot answer yet is told again when there is room, before what came after it")
  void full() throws Exception {
    var told = new LinkedBlockingQueue<Long>();
    tells(happening -> {
      if (happening instanceof Happening.Came came) {
        if (times.incrementAndGet() == 1) {
          throw new OutboxFullException("too many messages wait to be sent");
        }
        told.add(came.unheard());
      }
    });

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(8);
    assertThat(told).containsExactly(7L, 8L);
  }

  @Test
  @DisplayName("could not accept a request at is told of it again")
  void request() throws Exception {
    try (Desk desk = new Desk(folder)) {
      var accepted = new CountDownLatch(1);
      var events =
          new Events(
              happening -> {
                if (happening instanceof Happening.Requested && times.incrementAndGet() == 2) {
                  accepted.countDown();
                } else {
                  throw new IllegalStateException("the service is away for a moment");
                }
              },
              heard::add,
              () -> {},
              failed::countDown);
      events.start();
      events.tell(
          new Happening.Requested(
              new FriendRequest(
                  UUID.randomUUID(), true, Desk.person(desk.bob, "bob"), Instant.EPOCH)));

      assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @DisplayName("breaks at, with an error, ends everything, and the program hears so")
  void error() throws Exception {
    tells(happening -> {
      throw new StackOverflowError();
    });

    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).isEmpty();
  }

  private static boolean isFirst(Happening happening) {
    return happening instanceof Happening.Came came && came.unheard() == 7;
  }

  private void tells(Consumer<Happening> program) throws Exception {
    try (Desk desk = new Desk(folder)) {
      var events = new Events(program, heard::add, () -> {}, failed::countDown);
      events.start();
      events.tell(new Happening.Came(entry(desk), 7));
      events.tell(new Happening.Came(entry(desk), 8));
      events.tell(new Happening.Drained());
    }
  }

  private static Entry entry(Desk desk) {
    return Entry.text(
        desk.room,
        desk.bob.account(),
        desk.bob.device.id(),
        desk.now(),
        MessageState.RECEIVED,
        null,
        null,
        "hello");
  }
}
