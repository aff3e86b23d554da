package chat.tacet.benchmark.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A line over a WebSocket. */
abstract class SocketLine extends ChannelLine<WebSocketFrame> {

  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final long CLOSE_WITHIN_MILLIS = 2_000;
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  SocketLine() {
    super(WebSocketFrame.class);
  }

  /** Opens the socket; the future completes with {@link #ready()}. */
  CompletableFuture<Line> open(EventLoopGroup loops, URI uri, String subprotocols) {
    var handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            uri,
            WebSocketVersion.V13,
            subprotocols,
            false,
            new DefaultHttpHeaders(),
            MAX_FRAME_BYTES,
            true,
            false,
            CLOSE_WITHIN_MILLIS,
            false,
            // As a program, not as a page: an Origin would have to be the server's own.
            false);
    return connect(
        loops,
        uri.getHost(),
        uri.getPort(),
        channel ->
            channel
                .pipeline()
                .addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(MAX_HEADER_BYTES),
                    new WebSocketClientProtocolHandler(handshaker)));
  }

  /** The handshake is done. */
  abstract void opened();

  /** A text or binary message came; the buffer is only lent. */
  abstract void heard(ByteBuf message);

  void writeBinary(ByteBuf frame) {
    write(new BinaryWebSocketFrame(frame));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      opened();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      fail("the server closes: " + close.statusCode() + " " + close.reasonText());
    } else {
      heard(frame.content());
    }
  }
}
