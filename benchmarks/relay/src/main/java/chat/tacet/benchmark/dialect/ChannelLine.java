package chat.tacet.benchmark.dialect;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line over one TCP connection. What is written in one turn of the loop leaves with one flush.
 *
 * @param <F> what arrives
 */
abstract class ChannelLine<F> extends SimpleChannelInboundHandler<F> implements Line {

  private final CompletableFuture<Line> ready = new CompletableFuture<>();
  private @Nullable Channel channel;
  private boolean flushScheduled;
  private boolean closing;

  ChannelLine(Class<F> arrives) {
    super(arrives);
  }

  /**
   * Connects; the future completes with {@link #ready()}.
   *
   * @param codec adds what stands between the network and this handler
   */
  CompletableFuture<Line> connect(
      EventLoopGroup loops, String host, int port, Consumer<Channel> codec) {
    new Bootstrap()
        .group(loops)
        .channel(EpollSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel fresh) {
                channel = fresh;
                codec.accept(fresh);
                fresh.pipeline().addLast(ChannelLine.this);
              }
            })
        .connect(host, port)
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            ready.completeExceptionally(connected.cause());
          }
        });
    return ready;
  }

  /** Everything that was readable has been heard. */
  void heardAll() {}

  void ready() {
    ready.complete(this);
  }

  void write(Object frame) {
    Channel open = open();
    var _ = open.write(frame, open.voidPromise());
    if (!flushScheduled) {
      flushScheduled = true;
      open.eventLoop().execute(this::flush);
    }
  }

  ByteBuf buffer(int bytes) {
    return open().alloc().buffer(bytes);
  }

  private void flush() {
    flushScheduled = false;
    open().flush();
  }

  private Channel open() {
    if (channel == null) {
      throw new IllegalStateException("not connected yet");
    }
    return channel;
  }

  @Override
  public void close() {
    closing = true;
    var _ = open().close();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heardAll();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closing) {
      closing = true;
      fail("the server hung up");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!ready.completeExceptionally(cause) && !closing) {
      fail(cause.toString());
    }
    var _ = context.close();
  }

  /** A measurement in which this happened counts for nothing, so it is said aloud. */
  void fail(String why) {
    if (!ready.completeExceptionally(new IllegalStateException(why))) {
      System.err.println(getClass().getSimpleName() + ": " + why);
    }
  }
}
