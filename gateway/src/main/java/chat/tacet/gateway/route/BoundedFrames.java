package chat.tacet.gateway.route;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a client's frames take that are not whole messages: pings, which Reactor Netty would
 * answer also to one who reads nothing, and read on after each though nobody wants more; pieces of
 * messages and empty ones, of which only the bytes would be counted; and how long a client that
 * reads nothing may keep its socket after a close. Belongs to the socket's event loop.
 */
final class BoundedFrames extends ChannelDuplexHandler {

  /**
   * Each is some 250 bytes of objects, however little is in it. Browsers begin to split at 128 KiB,
   * which is more than a message may have: whoever sends pieces at all sends a few.
   */
  private static final int MAX_PIECES = 64;

  /**
   * Of messages in one turn of reading, which ends with the first 64 KiB that are more than
   * somebody wants: they are kept until then, however little is in them. The relay takes 4,000 at
   * once and no more, so that no client of ours sends as many.
   */
  private static final int MAX_IN_ONE_READ = 4096;

  /**
   * For a close to arrive and be answered, over the slowest usable network. Reactor Netty waits for
   * ever until it was written.
   */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Runnable tooMany;

  /** Of a message whose last one has not come. */
  private int pieces;

  /** Of messages since the turn of reading began. */
  private int inThisRead;

  /** What the last ping carried that came while there was no room for its answer. */
  private @Nullable ByteBuf owed;

  private boolean answered;

  /** Ends the socket whose close nobody reads. */
  private @Nullable Future<?> closing;

  /** Nothing may follow a close, and nothing is listened to after too many frames. */
  private boolean over;

  private BoundedFrames(Runnable tooMany) {
    this.tooMany = tooMany;
  }

  /**
   * Begins, if the socket is still there. Not all upgrades end on the event loop; what has come by
   * then is one small read at most, since nobody has asked for more.
   *
   * @param tooMany ends the socket, whose client sends more frames than any client of ours; on its
   *     event loop, and at most once
   */
  static void of(Channel channel, Runnable tooMany) {
    // The encoder stands before it: what is written here passes through that.
    var decoder = channel.pipeline().context(WebSocketFrameDecoder.class);
    if (decoder != null && channel.isActive()) {
      channel.pipeline().addAfter(decoder.name(), null, new BoundedFrames(tooMany));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
      return;
    }
    if (over) {
      frame.release();
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> answer(context, ping.content());
      case PongWebSocketFrame pong -> pong.release();
      case CloseWebSocketFrame close -> context.fireChannelRead(close);
      default -> {
        pieces++;
        inThisRead++;
        if (pieces > MAX_PIECES || inThisRead > MAX_IN_ONE_READ) {
          refuse(frame);
          return;
        }
        if (frame.isFinalFragment()) {
          pieces = 0;
        }
        context.fireChannelRead(frame);
      }
    }
  }

  private void refuse(WebSocketFrame frame) {
    frame.release();
    stop();
    tooMany.run();
  }

  /** Of several pings only the last has to be answered, RFC 6455, 5.5.3. */
  private void answer(ChannelHandlerContext context, ByteBuf carried) {
    forget();
    if (context.channel().isWritable()) {
      answered = true;
      var _ = context.write(new PongWebSocketFrame(carried));
    } else {
      owed = carried;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inThisRead = 0;
    // Once for all that came together.
    if (answered) {
      answered = false;
      context.flush();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    ByteBuf carried = owed;
    if (carried != null && context.channel().isWritable()) {
      owed = null;
      var _ = context.writeAndFlush(new PongWebSocketFrame(carried));
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof CloseWebSocketFrame) {
      stop();
      closeSoon(context);
    }
    var _ = context.write(message, promise);
  }

  private void closeSoon(ChannelHandlerContext context) {
    if (closing == null) {
      closing =
          context
              .executor()
              .schedule(
                  () -> {
                    var _ = context.channel().close();
                  },
                  CLOSE_WITHIN.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    // Also when the channel is closed.
    stop();
    if (closing != null) {
      closing.cancel(false);
    }
  }

  private void stop() {
    over = true;
    forget();
  }

  private void forget() {
    if (owed != null) {
      owed.release();
      owed = null;
    }
  }
}
