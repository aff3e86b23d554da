package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.PresenceSetting;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.kit.testing.TestRedis;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/** Event loops of sockets and of Redis never wait for anything. */
class NothingBlocksTest {

  private static final List<String> blocked = new CopyOnWriteArrayList<>();

  @Test
  void fromConnectingToAcknowledging() {
    try (Town town = new Town(TestRedis.shared().url())) {
      RelayNode relay = town.relay(Map.of());
      Person alice = town.person("Alice", 1);
      Person bob = town.person("Bob", 3);
      town.friends(alice, bob);
      Room room = town.room(alice, bob);
      // Class loading and logging of the first round may block; they happen once.
      converse(relay, alice, bob, room);

      BlockHound.builder()
          .nonBlockingThreadPredicate(standard -> standard.or(NothingBlocksTest::mustNotBlock))
          .blockingMethodCallback(method -> {
            String where = method + " on " + Thread.currentThread().getName();
            StackTraceElement[] trace = Thread.currentThread().getStackTrace();
            blocked.add(where + " at " + List.of(trace).toString());
          })
          .install();
      Schedulers.parallel().schedule(NothingBlocksTest::nap);
      await("the watchman is awake").until(() -> !blocked.isEmpty());
      blocked.clear();

      converse(relay, alice, bob, room);

      assertThat(blocked).filteredOn(place -> place.contains("chat.tacet.relay")).isEmpty();
    }
  }

  /** Lettuce's timer sleeps between its ticks: that is its work, and nothing of ours runs on it. */
  private static boolean mustNotBlock(Thread thread) {
    String name = thread.getName();
    return thread instanceof NonBlocking
        || (name.startsWith("lettuce-") && !name.startsWith("lettuce-timer"));
  }

  private static void nap() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void converse(RelayNode relay, Person alice, Person bob, Room room) {
    Socket her = alice.device().connect(relay);
    Socket his = bob.device().connect(relay);
    her.send(
        ClientFrame.newBuilder().setPresenceSetting(PresenceSetting.newBuilder().setVisible(true)));
    for (int i = 0; i < 20; i++) {
      her.send(room.message(alice.device(), UUID.randomUUID(), "message " + i));
      Deliver mail = his.delivered();
      his.ack(mail);
    }
    his.silentAbout(FrameCase.GOODBYE);
    her.close();
    his.close();
  }
}
