package chat.tacet.client.engine;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.failure.UsageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns state and store. Tasks run one after the other; after each handful the
 * <em>round</em> runs, which does in one commit what the tasks left to do.
 */
final class EngineThread implements AutoCloseable {

  private static final Logger LOG = System.getLogger(EngineThread.class.getName());

  /** "engine.tasks". Whoever brings more waits: the relay's reader, calls of the program. */
  private static final int TASKS = 1_024;

  /** Tasks between two rounds: enough to share a commit, few enough not to keep it waiting. */
  private static final int TASKS_PER_ROUND = 64;

  /** A program's call waits so long for its turn; nothing here takes a fraction of it. */
  private static final long CALL_WITHIN_MS = 20_000;

  /** No timer waits longer, whoever asked for it: the daily sweep is the longest of ours. */
  private static final long LONGEST_MS = TimeUnit.DAYS.toMillis(1);

  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(TASKS);
  private final List<Runnable> own = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
  private final Map<Object, CompletableFuture<?>> calls = new ConcurrentHashMap<>();
  private final Thread thread;
  private final Consumer<Runnable> step;
  private final Runnable round;
  private final Runnable last;
  private volatile boolean closed;

  /**
   * @param step runs a task, and undoes it if it fails
   * @param round to be run between tasks
   * @param last to be run when all is over
   */
  EngineThread(Consumer<Runnable> step, Runnable round, Runnable last) {
    this.step = step;
    this.round = round;
    this.last = last;
    this.thread = Thread.ofPlatform().name("tacet-engine").daemon().unstarted(this::run);
  }

  private record Timer(long atNanos, Runnable task) {}

  void start() {
    thread.start();
  }

  /** From any thread; waits while the queue is full. Dropped if the engine has ended. */
  void post(Runnable task) {
    if (Thread.currentThread() == thread) {
      // It cannot wait for itself.
      own.add(task);
      return;
    }
    try {
      while (!closed && !tasks.offer(task, 1, TimeUnit.SECONDS)) {
        // Full: the network and programs wait for us, the heap does not.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * From a program's thread: the task runs here and sees to the answer, which is waited for. If it
   * was not waited for long enough, a task whose turn has not come is not run any more.
   */
  <T> T call(Consumer<CompletableFuture<T>> task) {
    if (Thread.currentThread() == thread) {
      throw new UsageException("the engine cannot wait for itself");
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Object call = new Object();
    calls.put(call, answer);
    post(() -> task.accept(answer), answer);
    try {
      return answer.get(CALL_WITHIN_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new CompletionException(failed.getCause());
    } catch (TimeoutException late) {
      throw givenUp(answer, new NetworkException("the engine is busy", late));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw givenUp(answer, new NetworkException("interrupted", interrupted));
    } finally {
      calls.remove(call);
    }
  }

  private static NetworkException givenUp(CompletableFuture<?> answer, NetworkException why) {
    answer.completeExceptionally(why);
    return why;
  }

  /** A task whose failure is told to a future. */
  void post(Runnable task, CompletableFuture<?> answer) {
    if (closed) {
      answer.completeExceptionally(new UsageException("closed"));
      return;
    }
    post(() -> {
      if (answer.isDone()) {
        // Whoever asked has gone, and may have asked again.
        return;
      }
      try {
        task.run();
      } catch (RuntimeException failed) {
        answer.completeExceptionally(failed);
      }
    });
  }

  /** On the engine's thread only. */
  void after(long milliseconds, Runnable task) {
    timers.add(
        new Timer(
            System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(Math.clamp(milliseconds, 0, LONGEST_MS)),
            task));
  }

  /** How many timers wait; on the engine's thread only. */
  int timers() {
    return timers.size();
  }

  boolean isClosed() {
    return closed;
  }

  /** On the engine's thread: ends after this round. */
  void stop() {
    closed = true;
  }

  /** What was posted before is done, and committed; nothing new begins. */
  @Override
  public void close() {
    post(this::stop);
    if (Thread.currentThread() != thread) {
      try {
        thread.join(CALL_WITHIN_MS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!closed) {
        for (Runnable task : next()) {
          guarded(() -> step.accept(task));
        }
        guarded(round);
      }
    } catch (InterruptedException _) {
      closed = true;
    } finally {
      guarded(last);
      calls.values().forEach(answer -> answer.completeExceptionally(new UsageException("closed")));
    }
  }

  private List<Runnable> next() throws InterruptedException {
    List<Runnable> due = new ArrayList<>(own);
    own.clear();
    Runnable first = due.isEmpty() ? await() : tasks.poll();
    if (first != null) {
      due.add(first);
      tasks.drainTo(due, TASKS_PER_ROUND - 1);
    }
    Timer timer;
    while ((timer = timers.peek()) != null && timer.atNanos - System.nanoTime() <= 0) {
      timers.remove(timer);
      due.add(timer.task);
    }
    return due;
  }

  private @Nullable Runnable await() throws InterruptedException {
    Timer timer = timers.peek();
    return timer == null
        ? tasks.take()
        : tasks.poll(timer.atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** A bug in one task must not end all; its text may hold anything, so only its kind is logged. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (TacetException told) {
      // Whoever asked was told.
      LOG.log(Level.DEBUG, "A call was refused: {0}", told.getClass().getName());
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "A task of the engine failed: {0}", bug.getClass().getName());
    } catch (Error broken) {
      // Whoever ran it has seen to the end; the last thing to do here is yet to come.
      LOG.log(Level.ERROR, "The engine failed: {0}", broken.getClass().getName());
    }
  }
}
