package chat.tacet.client.relay;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Ping;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One WebSocket from its handshake to its end. */
final class RelaySocket {

  /** The handshake, and then the Welcome, must be there by then. */
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(15);

  /** A connection that held so long worked, [F-13], also where much mail is still to come. */
  private static final Duration HELD = Duration.ofSeconds(10);

  /** One frame must be off by then, or the network takes nothing any more. */
  private static final Duration WRITE_WITHIN = Duration.ofSeconds(30);

  /**
   * "relay.out". Four envelopes may be under way, of at most about sixteen frames each, and
   * acknowledgements wait for nobody; whoever has more has lost the network.
   */
  private static final int OUT_CAPACITY = 256;

  private final RelayListener listener;
  private final BlockingQueue<ClientFrame> out = new ArrayBlockingQueue<>(OUT_CAPACITY);
  private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
  private final CompletableFuture<End> ended = new CompletableFuture<>();
  private volatile long heardAtNanos;
  private volatile long welcomedAtNanos;
  private volatile boolean drained;
  private volatile Duration askedPause = Duration.ZERO;
  private final Thread writer =
      Thread.ofVirtual().name("tacet-relay-writer").unstarted(this::write);
  private volatile @Nullable WebSocket webSocket;

  RelaySocket(RelayListener listener) {
    this.listener = listener;
  }

  /** Blocks until the handshake is done. */
  void open(HttpClient client, URI address, String ticket) {
    var opening =
        client
            .newWebSocketBuilder()
            .connectTimeout(OPEN_WITHIN)
            .subprotocols("tacet.v1", ticket)
            .buildAsync(address, new FrameReader(this));
    try {
      webSocket = opening.get(OPEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      opening.cancel(true);
      throw new NetworkException("no connection to the relay", failed);
    } catch (InterruptedException interrupted) {
      opening.cancel(true);
      Thread.currentThread().interrupt();
      throw new NetworkException("no connection to the relay", interrupted);
    }
    heardAtNanos = System.nanoTime();
    writer.start();
  }

  /** [F-14] How long the relay asks to be left alone. */
  Duration askedPause() {
    return askedPause;
  }

  boolean wasWelcomed() {
    return welcome.isDone() && !welcome.isCompletedExceptionally();
  }

  /**
   * Whether all mail has come, or it held for a while: a relay whose store is away welcomes
   * everybody, and sends them away.
   */
  boolean worked() {
    return drained || (wasWelcomed() && System.nanoTime() - welcomedAtNanos >= HELD.toNanos());
  }

  boolean send(List<ClientFrame> frames) {
    if (ended.isDone() || !wasWelcomed()) {
      return false;
    }
    for (ClientFrame frame : frames) {
      if (!out.offer(frame)) {
        end(End.LOST);
        return false;
      }
    }
    return true;
  }

  void end(End end) {
    ended.complete(end);
  }

  /** Blocks until it is over, and cleans up. */
  End awaitEnd() {
    try {
      return ended.get();
    } catch (ExecutionException | InterruptedException _) {
      Thread.currentThread().interrupt();
      return End.LOST;
    } finally {
      writer.interrupt();
      WebSocket socket = webSocket;
      if (socket != null) {
        socket.abort();
      }
    }
  }

  /** Called with one whole frame, one at a time. */
  void heard(byte[] bytes) {
    heardAtNanos = System.nanoTime();
    ServerFrame frame;
    try {
      frame = ServerFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException broken) {
      end(End.PROTOCOL_ERROR);
      return;
    }
    switch (frame.getFrameCase()) {
      case WELCOME -> welcomed(frame.getWelcome());
      case GOODBYE -> goodbye(frame.getGoodbye());
      case PONG -> {}
      case FRAME_NOT_SET -> end(End.PROTOCOL_ERROR);
      default -> passOn(frame);
    }
  }

  private void goodbye(Goodbye frame) {
    // Unsigned in the schema.
    askedPause = Duration.ofMillis(Integer.toUnsignedLong(frame.getRetryAfterMs()));
    end(End.of(frame.getCode()));
  }

  private void welcomed(Welcome frame) {
    if (!wasWelcomed() && WelcomeCheck.holds(frame)) {
      welcomedAtNanos = System.nanoTime();
      // Before it is told: what the listener sends from then on is taken.
      welcome.complete(frame);
      listener.welcomed(frame);
    } else {
      end(End.PROTOCOL_ERROR);
    }
  }

  private void passOn(ServerFrame frame) {
    if (wasWelcomed()) {
      drained = drained || frame.hasDrained();
      listener.received(frame);
    } else {
      end(End.PROTOCOL_ERROR);
    }
  }

  /** Sends what is queued and the pings between, [F-12], one at a time as the JDK demands. */
  private void write() {
    try {
      long announced =
          Duration.ofMillis(
                  welcome.get(OPEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS).getPingIntervalMs())
              .toNanos();
      // One may come late, or get lost.
      long intervalNanos = announced * 4 / 5;
      long pingAt = System.nanoTime() + intervalNanos;
      while (!ended.isDone()) {
        ClientFrame frame = out.poll(pingAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          frame = ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build();
          pingAt = System.nanoTime() + intervalNanos;
          if (System.nanoTime() - heardAtNanos > announced * 5 / 2 - intervalNanos) {
            end(End.LOST);
          }
        }
        write(frame);
      }
    } catch (ExecutionException | TimeoutException failed) {
      end(End.LOST);
    } catch (InterruptedException _) {
      end(End.LOST);
    }
  }

  private void write(ClientFrame frame)
      throws ExecutionException, InterruptedException, TimeoutException {
    WebSocket socket = webSocket;
    if (socket != null) {
      socket
          .sendBinary(ByteBuffer.wrap(frame.toByteArray()), true)
          .get(WRITE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
