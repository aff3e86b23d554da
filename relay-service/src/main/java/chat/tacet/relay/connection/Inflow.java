package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Goodbye;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * What comes in on one socket before it is a whole message: bytes of a frame that has not ended,
 * and frames of a message that has not ended. Netty keeps them, up to twice the largest frame of
 * each kind; here it is counted what that takes, and every frame pays for itself, before it waits
 * anywhere. Belongs to the connection's event loop.
 */
final class Inflow {

  /** Netty's buffers grow by doubling. */
  private static final int GROWTH = 2;

  /** What a piece of a message takes beside its bytes: some objects. */
  private static final int PIECE_BYTES = 256;

  private static final int MASK_BYTES = 4;
  private static final int MAX_SHORT = 125;
  private static final int MAX_MEDIUM = 0xffff;

  private final DeviceConnection connection;
  private final PartMemory.Share share;

  /** Came in and is not part of a whole frame yet. */
  private long undecoded;

  /** What Netty's buffer may have grown to since it was empty. */
  private long buffered;

  /** Of a message whose last frame has not come. */
  private long pieces;

  /** Nothing more is looked at: the socket is about to end. */
  private boolean over;

  /** Nobody reads any more. */
  private final Runnable gone;

  private Inflow(DeviceConnection connection, PartMemory.Share share, Runnable gone) {
    this.connection = connection;
    this.share = share;
    this.gone = gone;
  }

  /**
   * Begins to count, if the socket is still there.
   *
   * @param gone runs once the socket has ended and those behind have heard of it: what was received
   *     and not asked for by then keeps them from ending by themselves
   */
  static void watch(
      Channel channel, DeviceConnection connection, PartMemory.Share share, Runnable gone) {
    ChannelHandlerContext decoder = channel.pipeline().context(WebSocketFrameDecoder.class);
    if (decoder != null && channel.isActive()) {
      Inflow inflow = new Inflow(connection, share, gone);
      channel.pipeline().addBefore(decoder.name(), null, inflow.new Bytes());
      channel.pipeline().addAfter(decoder.name(), null, inflow.new Frames());
    }
  }

  private void stop() {
    over = true;
    share.giveBack();
  }

  /** Before the frames are made out. */
  private final class Bytes extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (over) {
        ReferenceCountUtil.release(message);
        return;
      }
      if (message instanceof ByteBuf bytes) {
        undecoded += bytes.readableBytes();
        // The first is kept as it is, however little is in it.
        buffered = Math.max(buffered, Math.max(bytes.capacity(), GROWTH * undecoded));
      }
      context.fireChannelRead(message);
      if (undecoded == 0) {
        buffered = 0;
      }
      if (over) {
        return;
      }
      PartMemory.Room room = share.hold(buffered + pieces);
      if (room != PartMemory.Room.GIVEN) {
        stop();
        connection.end(
            room == PartMemory.Room.FULL ? Goodbye.Code.BUSY : Goodbye.Code.RATE_LIMITED,
            "too much has come only in part");
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      stop();
      context.fireChannelInactive();
      gone.run();
    }
  }

  /** Behind it, and before they are put together. */
  private final class Frames extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof WebSocketFrame frame)) {
        context.fireChannelRead(message);
        return;
      }
      int bytes = frame.content().readableBytes();
      // What came before this was watched is not counted.
      undecoded = Math.max(0, undecoded - head(bytes) - bytes);
      if (!connection.pays(bytes)) {
        stop();
        frame.release();
        return;
      }
      switch (frame) {
        // Not for those behind: they would read on for it, also when nothing more is wanted.
        case PingWebSocketFrame ping -> {
          connection.pinged(ping.content());
          ping.release();
        }
        case PongWebSocketFrame pong -> pong.release();
        case CloseWebSocketFrame close -> {
          stop();
          context.fireChannelRead(close);
        }
        default -> {
          pieces = frame.isFinalFragment() ? 0 : pieces + bytes + PIECE_BYTES;
          context.fireChannelRead(frame);
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // No frame, and nothing behind it can be made out; or nobody is there.
      stop();
      context.fireExceptionCaught(cause);
    }
  }

  private static int head(int bytes) {
    int length = bytes <= MAX_SHORT ? 0 : bytes <= MAX_MEDIUM ? Short.BYTES : Long.BYTES;
    return 2 + length + MASK_BYTES;
  }
}
