package chat.tacet.client.engine;

import chat.tacet.client.failure.OutboxFullException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.protocol.bytes.RoomId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Tells the program, on a thread of its own: a slow program holds up the mailbox, not the engine.
 */
final class Events implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Events.class.getName());

  /** "engine.events". The first look at 2,000 friends and 1,000 requests fits. */
  private static final int CAPACITY = 8_192;

  /** While the program is behind by so many, no more mail is taken in. */
  private static final int BEHIND = 256;

  /** A program that takes longer for an event is not waited for. */
  private static final long LAST_EVENT_WITHIN_MS = 5_000;

  /** Before a message is told again that the program threw at; then the next start tells it. */
  private static final List<Long> AGAIN_AFTER_MS = List.of(200L, 1_000L);

  /** How long what more waits to be sent than may is let be. */
  private static final long ROOM_AFTER_MS = 2_000;

  /** "engine.postponed". What goes beyond is told by the next start. */
  private static final int MAX_POSTPONED = 4_096;

  /** Of rooms in which more waits to be sent than may, in their order. Of the listener's thread. */
  private final Map<RoomId, Deque<Happening.Came>> postponed = new LinkedHashMap<>();

  private int postponedCount;
  private long postponedAt = System.nanoTime();

  private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Consumer<Happening> program;
  private final LongConsumer heard;
  private final Runnable caughtUp;
  private final Runnable failed;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean heldUp;
  private volatile boolean closed;

  /**
   * @param heard told the number of each message after the program has handled it
   * @param caughtUp told when the program is not behind any more
   * @param failed told when an {@link Error} came out of the program
   */
  Events(Consumer<Happening> program, LongConsumer heard, Runnable caughtUp, Runnable failed) {
    this.program = program;
    this.heard = heard;
    this.caughtUp = caughtUp;
    this.failed = failed;
    this.thread = Thread.ofVirtual().name("tacet-listener").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean isBehind() {
    boolean behind = queue.size() >= BEHIND;
    heldUp |= behind;
    return behind;
  }

  /** Never waits. Messages are kept in the store until they were heard; all else may be dropped. */
  void tell(Happening happening) {
    if (!queue.offer(happening)) {
      LOG.log(Level.WARNING, "The listener is stuck: an event was dropped");
    }
  }

  /** Tells all that waits on this thread, if there is no thread of its own. */
  void drain() {
    Happening happening;
    while ((happening = queue.poll()) != null) {
      handle(happening);
    }
  }

  /** Ends after the event that is being handled. */
  @Override
  public void close() {
    closed = true;
    closing.countDown();
    // Wakes it; nothing is told any more.
    queue.offer(new Happening.Drained());
    if (Thread.currentThread() != thread) {
      try {
        thread.join(LAST_EVENT_WITHIN_MS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!closed) {
        Happening happening =
            postponed.isEmpty() ? queue.take() : queue.poll(ROOM_AFTER_MS, TimeUnit.MILLISECONDS);
        if (closed) {
          return;
        }
        tellPostponed();
        if (happening != null) {
          handle(happening);
        }
        if (heldUp && queue.size() < BEHIND / 2) {
          heldUp = false;
          caughtUp.run();
        }
      }
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  private void handle(Happening happening) {
    if (happening instanceof Happening.Came came) {
      if (postponed.containsKey(came.entry().room()) || !isTold(came)) {
        postpone(came);
      }
    } else {
      boolean _ = isTold(happening);
    }
  }

  private void postpone(Happening.Came came) {
    if (postponedCount >= MAX_POSTPONED) {
      LOG.log(Level.WARNING, "A message is told at the next start: too many answers wait");
      return;
    }
    if (postponed.isEmpty()) {
      postponedAt = System.nanoTime();
    }
    postponed.computeIfAbsent(came.entry().room(), _ -> new ArrayDeque<>()).add(came);
    postponedCount++;
  }

  /** Once a while, those of each room in their order, until one finds no room again. */
  private void tellPostponed() {
    if (System.nanoTime() - postponedAt < TimeUnit.MILLISECONDS.toNanos(ROOM_AFTER_MS)) {
      return;
    }
    postponedAt = System.nanoTime();
    for (Deque<Happening.Came> room : postponed.values()) {
      while (!closed && !room.isEmpty() && isTold(room.element())) {
        room.remove();
        postponedCount--;
      }
    }
    postponed.values().removeIf(Deque::isEmpty);
  }

  /**
   * A message counts as handled after the program has returned, and not after it threw: then it is
   * told again after a pause, and after a few times only at the next start. So is a request: what
   * accepts it may have failed for a moment. What can never be done is not waited for: see {@link
   * #outcomeOf}.
   *
   * @return false if more waits to be sent than may: it is to be told later
   */
  private boolean isTold(Happening happening) {
    Outcome outcome = outcomeOf(happening);
    if (!(happening instanceof Happening.Came || happening instanceof Happening.Requested)) {
      return true;
    }
    for (int time = 0; outcome == Outcome.THREW && time < AGAIN_AFTER_MS.size(); time++) {
      if (isClosedWithin(AGAIN_AFTER_MS.get(time))) {
        return true;
      }
      outcome = outcomeOf(happening);
    }
    if (outcome == Outcome.HANDLED && happening instanceof Happening.Came came) {
      heard.accept(came.unheard());
    }
    return outcome != Outcome.FULL;
  }

  private enum Outcome {
    HANDLED,
    THREW,
    /** More waits to be sent than may. */
    FULL
  }

  private Outcome outcomeOf(Happening happening) {
    try {
      program.accept(happening);
      return Outcome.HANDLED;
    } catch (UsageException refusedForGood) {
      // It would be refused at every start: whoever asks for it, with a text that is as long as
      // any, must not hold up all others. After the end nobody notes it as handled any more.
      LOG.log(Level.WARNING, "The listener let something go: what it asked for cannot be");
      return Outcome.HANDLED;
    } catch (OutboxFullException full) {
      return Outcome.FULL;
    } catch (RuntimeException thrown) {
      log(thrown);
    } catch (Error broken) {
      log(broken);
      // Who knows what works yet: it is over, and the program hears so.
      failed.run();
    }
    return Outcome.THREW;
  }

  /** Where, and never the text: it may hold what somebody wrote. */
  private static void log(Throwable thrown) {
    LOG.log(Level.ERROR, "The listener threw {0}", thrown.getClass().getName());
    LOG.log(Level.DEBUG, () -> "At " + Arrays.toString(thrown.getStackTrace()));
  }

  private boolean isClosedWithin(long milliseconds) {
    try {
      return closing.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
