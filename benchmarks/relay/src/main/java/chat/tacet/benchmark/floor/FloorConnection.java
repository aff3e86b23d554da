package chat.tacet.benchmark.floor;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection to the floor; all of them live on one event loop. */
final class FloorConnection extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

  private static final byte[] FIELD = {'d'};
  private static final int BATCH = 64;

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final Map<Integer, FloorConnection> connected;
  private @Nullable ChannelHandlerContext context;
  private int person;
  private boolean draining = true;
  private boolean flushScheduled;

  FloorConnection(
      RedisAsyncCommands<byte[], byte[]> redis, Map<Integer, FloorConnection> connected) {
    this.redis = redis;
    this.connected = connected;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext opened, Object event) {
    if (event instanceof HandshakeComplete complete) {
      context = opened;
      person = Integer.parseInt(complete.requestUri().substring(1));
      connected.put(person, this);
      drain("-");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    connected.remove(person, this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
    var _ = broken.close();
  }

  /** What waits, oldest first; what is stored meanwhile is found by the last read. */
  private void drain(String after) {
    Range<String> range =
        after.equals("-")
            ? Range.unbounded()
            : Range.from(Range.Boundary.excluding(after), Range.Boundary.unbounded());
    redis
        .xrange(stream(person), range, Limit.from(BATCH))
        .thenAccept(found -> loop(() -> drained(found)));
  }

  private void drained(List<StreamMessage<byte[], byte[]>> found) {
    for (StreamMessage<byte[], byte[]> message : found) {
      deliver(message.getId(), message.getBody().values().iterator().next());
    }
    if (found.size() == BATCH) {
      drain(found.getLast().getId());
    } else {
      draining = false;
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext here, BinaryWebSocketFrame frame) {
    ByteBuf message = frame.content();
    if (message.readByte() == 'S') {
      int to = message.readInt();
      byte[] content = ByteBufUtil.getBytes(message);
      redis
          .xadd(stream(to), new XAddArgs(), FIELD, content)
          .thenAccept(id -> loop(() -> stored(to, id, content)));
    } else {
      while (message.isReadable()) {
        var _ = redis.xdel(stream(person), message.readLong() + "-" + message.readLong());
      }
    }
  }

  private void stored(int to, String id, byte[] content) {
    ChannelHandlerContext sender = open();
    write(sender.alloc().buffer(1).writeByte('C'));
    FloorConnection recipient = connected.get(to);
    if (recipient != null && !recipient.draining) {
      recipient.deliver(id, content);
    }
  }

  private void deliver(String id, byte[] content) {
    int dash = id.indexOf('-');
    write(
        open()
            .alloc()
            .buffer(1 + 2 * Long.BYTES + content.length)
            .writeByte('D')
            .writeLong(Long.parseLong(id, 0, dash, 10))
            .writeLong(Long.parseLong(id, dash + 1, id.length(), 10))
            .writeBytes(content));
  }

  private void write(ByteBuf frame) {
    ChannelHandlerContext open = open();
    var _ = open.write(new BinaryWebSocketFrame(frame), open.voidPromise());
    if (!flushScheduled) {
      flushScheduled = true;
      loop(() -> {
        flushScheduled = false;
        open.flush();
      });
    }
  }

  private void loop(Runnable task) {
    open().channel().eventLoop().execute(task);
  }

  private ChannelHandlerContext open() {
    if (context == null) {
      throw new IllegalStateException("not open yet");
    }
    return context;
  }

  private static byte[] stream(int person) {
    return ("floor:" + person).getBytes(StandardCharsets.US_ASCII);
  }
}
