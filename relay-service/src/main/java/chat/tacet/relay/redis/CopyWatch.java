package chat.tacet.relay.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows when what one Redis server has executed is on its replicas, too. {@code WAIT} holds up
 * everything behind it, so it has a connection of its own; and it speaks of what that connection
 * wrote, so a small write goes before it, which replicas get after all that was executed earlier.
 * One {@code WAIT} at a time answers for everybody who asked since the one before.
 */
final class CopyWatch {

  /** The small write is of no use to anybody. */
  private static final SetArgs SOON_GONE = SetArgs.Builder.px(Duration.ofMinutes(1));

  private static final byte[] NOTHING = new byte[0];

  private final RedisClient client;
  private final RedisURI server;
  private final Wanted wanted;
  private @Nullable Session session;
  private boolean connecting;

  /**
   * @param client does not reconnect by itself
   */
  CopyWatch(RedisClient client, RedisURI server, Wanted wanted) {
    this.client = client;
    this.server = server;
    this.wanted = wanted;
    var _ = current();
  }

  /**
   * How many replicas must have it.
   *
   * @param within how long they may take
   */
  record Wanted(int replicas, Duration within) {}

  /**
   * The connection as it is now, null while there is none. Whoever asks it about a write must have
   * got it before that write was sent: if it lives on, the server was not restarted in between, and
   * so has not forgotten the write.
   */
  synchronized @Nullable Session current() {
    Session now = session;
    if (now != null && now.isOpen()) {
      return now;
    }
    session = null;
    if (!connecting) {
      connecting = true;
      var _ = client.connectAsync(ByteArrayCodec.INSTANCE, server).whenComplete(this::connected);
    }
    return null;
  }

  private synchronized void connected(
      @Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable failure) {
    connecting = false;
    if (connection != null) {
      session = new Session(connection, wanted);
    }
  }

  /** One life of the connection. */
  static final class Session {

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Wanted wanted;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private byte[] newest = NOTHING;
    private boolean asking;

    private Session(StatefulRedisConnection<byte[], byte[]> connection, Wanted wanted) {
      this.connection = connection;
      this.wanted = wanted;
    }

    boolean isOpen() {
      return connection.isOpen();
    }

    /**
     * Completes once everything that the server has executed by now is on the replicas; fails if
     * that is not known in time.
     *
     * @param key one that the server has
     */
    CompletionStage<Void> copied(byte[] key) {
      CompletableFuture<Void> answer = new CompletableFuture<>();
      synchronized (this) {
        waiting.add(answer);
        newest = key;
        if (asking) {
          return answer;
        }
        asking = true;
      }
      ask();
      return answer;
    }

    private void ask() {
      List<CompletableFuture<Void>> asked;
      byte[] key;
      synchronized (this) {
        asked = waiting;
        waiting = new ArrayList<>();
        // An older one may have moved to another server since.
        key = newest;
      }
      var written = connection.async().set(besides(key), NOTHING, SOON_GONE);
      connection
          .async()
          .waitForReplication(wanted.replicas(), wanted.within().toMillis())
          .thenCombine(written, (replicas, ok) -> replicas)
          .whenComplete((replicas, failure) -> {
            if (replicas != null && replicas >= wanted.replicas()) {
              asked.forEach(answer -> answer.complete(null));
            } else {
              var late = new RedisException("too few replicas have it");
              asked.forEach(answer -> answer.completeExceptionally(late));
            }
            askAgain();
          });
    }

    private void askAgain() {
      synchronized (this) {
        if (waiting.isEmpty()) {
          asking = false;
          return;
        }
      }
      ask();
    }

    /** Another key on the same server: of the same hash tag. */
    private static byte[] besides(byte[] key) {
      String text = Bytes.text(key);
      return Bytes.of("copied:" + text.substring(text.indexOf('{'), text.indexOf('}') + 1));
    }
  }
}
