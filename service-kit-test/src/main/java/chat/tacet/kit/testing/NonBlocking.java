package chat.tacet.kit.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Notices every blocking call on an event loop, also where a retry hides the failure it becomes.
 */
public final class NonBlocking {

  private static final List<BlockingOperationError> SEEN = new CopyOnWriteArrayList<>();

  private NonBlocking() {}

  /** Begins to watch; does nothing when it has begun already. */
  public static void watch() {
    BlockHound.builder()
        .loadIntegrations()
        // Reads /dev/urandom, which never waits once the machine has started.
        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
        // Classes, read when they are first needed.
        .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
        .allowBlockingCallsInside("java.lang.invoke.MethodHandleNatives", "linkCallSite")
        // Builds the reader of a type under a lock, on the first request only.
        .allowBlockingCallsInside(
            "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer")
        // Mutexes around queues and fields, in Lettuce, Spring Data and our driver: held for as
        // long as it takes to change those. What is looked for is input, output and waiting.
        // Lettuce counts one writer too few if it is thrown out of its mutex, and whoever comes
        // next waits for ever.
        .allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock")
        // The same in Netty's allocator, when threads meet that all want more memory.
        .allowBlockingCallsInside(
            "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
        .blockingMethodCallback(method -> {
          var error = new BlockingOperationError(method);
          SEEN.add(error);
          throw error;
        })
        .install();
  }

  /** What was noticed since the last time this was asked. */
  public static List<BlockingOperationError> seen() {
    var seen = List.copyOf(SEEN);
    SEEN.removeAll(seen);
    return seen;
  }
}
