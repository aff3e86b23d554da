package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.PresenceSetting;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/** Event loops of sockets and of Redis never wait for anything. */
class NothingBlocksTest {

  /** Enough for two loops to want the same thing at the same time now and then. */
  private static final int ROUNDS = 10;

  private static final List<String> blocked = new CopyOnWriteArrayList<>();

  /** Before anything runs: who waits already when he comes is never seen to do so. */
  @BeforeAll
  static void postTheWatchman() {
    BlockHound.builder()
        .loadIntegrations()
        // The mutex of a Redis connection, held while a counter changes; of Lettuce, this alone.
        .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
        .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "decrementWriters")
        .nonBlockingThreadPredicate(standard -> standard.or(NothingBlocksTest::mustNotBlock))
        .blockingMethodCallback(method -> {
          String where = method + " on " + Thread.currentThread().getName();
          StackTraceElement[] trace = Thread.currentThread().getStackTrace();
          if (!waitsForWork(trace)) {
            blocked.add(where + " at " + List.of(trace));
          }
        })
        .install();
  }

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
      theWatchmanIsAwake(relay.bean(RedisLink.class));

      for (int i = 0; i < ROUNDS; i++) {
        converse(relay, alice, bob, room);
      }

      assertThat(blocked).isEmpty();
    }
  }

  /** He must notice a nap, on schedulers and on the loops of the sockets, where Redis answers. */
  private static void theWatchmanIsAwake(RedisLink redis) {
    Schedulers.parallel().schedule(NothingBlocksTest::nap);
    await().until(() -> blocked.stream().anyMatch(place -> place.contains(" on parallel-")));
    RedisBatch batch = redis.batch();
    var nap = batch.get(Bytes.of("nothing")).thenRun(NothingBlocksTest::nap);
    batch.send();
    nap.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(blocked).anyMatch(place -> place.contains(" on relay-service-"));
    blocked.clear();
  }

  /** Lettuce's timer sleeps between its ticks: that is its work, and nothing of ours runs on it. */
  private static boolean mustNotBlock(Thread thread) {
    String name = thread.getName();
    return thread instanceof NonBlocking
        || (name.startsWith("lettuce-") && !name.startsWith("lettuce-timer"));
  }

  /**
   * A worker without a task. BlockHound allows that, but not to one that had begun to wait, in
   * another test of this JVM, before he came.
   */
  private static boolean waitsForWork(StackTraceElement[] trace) {
    return Stream.of(trace)
        .anyMatch(frame ->
            frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                && frame.getMethodName().equals("getTask"));
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
