package chat.tacet.client.relay;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.contracts.relay.v1.ClientFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this device connected to the relay: fetches a ticket, connects, and does it again after
 * every end that allows it. One thread of its own waits; frames are heard on the thread that reads
 * the socket.
 */
public final class RelayLink implements AutoCloseable {

  private static final Logger LOG = System.getLogger(RelayLink.class.getName());

  /**
   * Codes that say that this device is not to come back. {@code unauthenticated} is none: whoever
   * asks for tickets has renewed the login by then, and a ticket is used up or outlives its key.
   */
  private static final Set<String> LOGIN_OVER = Set.of("login-ended", "forbidden");

  /** A login that lasted for so long was none that the server ends again and again. */
  private static final long LASTING_NANOS = Duration.ofMinutes(1).toNanos();

  /** A server that asks for more patience is not believed, [F-2]. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private final URI address;
  private final HttpClient client;
  private final Supplier<String> tickets;
  private final RelayListener listener;
  private final Backoff backoff;
  private final Semaphore closing = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RelaySocket socket;

  /**
   * @param server base address, http or https
   * @param tickets asks for a fresh connection ticket; may throw {@link TacetException}
   */
  public RelayLink(
      URI server,
      HttpClient client,
      Supplier<String> tickets,
      RelayListener listener,
      RandomGenerator jitter) {
    String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
    this.address = URI.create(scheme + "://" + server.getRawAuthority() + "/ws");
    this.client = client;
    this.tickets = tickets;
    this.listener = listener;
    this.backoff = new Backoff(jitter);
    this.thread = Thread.ofVirtual().name("tacet-relay").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * Hands frames to the network, all or none, without waiting.
   *
   * @return false if there is no connection, or it does not take them; it ends then, and whoever
   *     sent must send again after the next welcome
   */
  public boolean send(List<ClientFrame> frames) {
    RelaySocket current = socket;
    return current != null && current.send(frames);
  }

  /** Ends a connection whose other side broke the rules. */
  public void protocolError() {
    RelaySocket current = socket;
    if (current != null) {
      current.end(End.PROTOCOL_ERROR);
    }
  }

  @Override
  public void close() {
    closed = true;
    closing.release();
    RelaySocket current = socket;
    if (current != null) {
      current.end(End.LOST);
    }
  }

  private void run() {
    try {
      keepConnected();
    } catch (Error broken) {
      // Without a word from here nobody would ever connect again, nor know why.
      LOG.log(Level.ERROR, "No connection any more: {0}", broken.getClass().getName());
      listener.ended(End.BROKEN);
    }
  }

  private void keepConnected() {
    boolean triedAnew = false;
    while (!closed) {
      long began = System.nanoTime();
      Attempt attempt = connect();
      if (closed) {
        return;
      }
      triedAnew &= !attempt.welcomed || System.nanoTime() - began < LASTING_NANOS;
      // Whoever asks for tickets may sign in anew, and knows for certain whether it is over.
      boolean again = attempt.end == End.LOGIN_ENDED && !attempt.forGood && !triedAnew;
      End end = again ? End.SENT_AWAY : attempt.end;
      triedAnew |= again;
      listener.ended(end);
      if (!end.reconnects()) {
        return;
      }
      if (attempt.end == End.PROTOCOL_ERROR) {
        backoff.slow();
      } else if (attempt.worked) {
        backoff.reset();
      }
      pause(attempt.atLeast);
    }
  }

  /**
   * How one try went.
   *
   * @param worked it was one that another try may count on, {@link RelaySocket#worked}
   * @param forGood no other login of this device would fare better
   */
  private record Attempt(
      End end, boolean welcomed, boolean worked, Duration atLeast, boolean forGood) {

    /** There was no connection. */
    Attempt(End end, Duration atLeast, boolean forGood) {
      this(end, false, false, atLeast, forGood);
    }
  }

  private Attempt connect() {
    boolean hasTicket = false;
    try {
      String ticket = tickets.get();
      hasTicket = true;
      var current = new RelaySocket(listener);
      // Before it opens: what the listener sends at the welcome goes out on it.
      socket = current;
      current.open(client, address, ticket);
      // close() may have come between: it saw no socket then.
      if (closed) {
        current.end(End.LOST);
      }
      End end = current.awaitEnd();
      return new Attempt(
          end, current.wasWelcomed(), current.worked(), bounded(current.askedPause()), false);
    } catch (ServerRefusedException refused) {
      return refused(refused, hasTicket);
    } catch (NetworkException unreachable) {
      return new Attempt(End.LOST, Duration.ZERO, false);
    } catch (RuntimeException broken) {
      // An answer that is none, whatever it broke here: this thread must not end without a word.
      LOG.log(Level.WARNING, "No connection: {0}", broken.getClass().getName());
      return new Attempt(End.PROTOCOL_ERROR, Duration.ZERO, false);
    } finally {
      socket = null;
    }
  }

  private static Attempt refused(ServerRefusedException refused, boolean hasTicket) {
    // [F-13] Nothing but the service's own word ends it: any proxy says 401 or 403.
    boolean over = LOGIN_OVER.contains(refused.code());
    Duration wait = refused.retryAfter().orElse(Duration.ZERO);
    boolean forGood = !hasTicket || refused.is("forbidden");
    return new Attempt(over ? End.LOGIN_ENDED : End.SENT_AWAY, bounded(wait), forGood);
  }

  static Duration bounded(Duration wait) {
    return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
  }

  private void pause(Duration atLeast) {
    try {
      Duration pause = atLeast.plus(backoff.next());
      boolean closedMeanwhile = closing.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      closed = closed || closedMeanwhile;
    } catch (InterruptedException interrupted) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }
}
