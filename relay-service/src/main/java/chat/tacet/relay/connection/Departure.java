package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.relay.frame.ClientCommand;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * How a connection ends: the device is told why, the socket is closed, and cut if the device does
 * not close it too. Belongs to the connection's event loop.
 */
final class Departure {

  /** [F-13] WebSocket close codes of this protocol begin here: 4000 + {@code Goodbye.Code}. */
  private static final int CLOSE_CODE_BASE = 4000;

  /** How long a client may take to answer a close frame before the socket is cut. */
  private static final long CLOSE_GRACE_MILLIS = 2_000;

  private final Channel channel;
  private final FrameWriter writer;
  private final IntSupplier unanswered;
  private final Consumer<Goodbye.Code> first;
  private boolean begun;

  /** Nothing new is taken: a message not answered is sent again over the next connection. */
  private boolean retiring;

  /**
   * @param unanswered how many messages were taken and not yet answered
   * @param first what ends before the device is told
   */
  Departure(
      Channel channel, FrameWriter writer, IntSupplier unanswered, Consumer<Goodbye.Code> first) {
    this.channel = channel;
    this.writer = writer;
    this.unanswered = unanswered;
    this.first = first;
  }

  /** Whether nothing may be written any more. */
  boolean begun() {
    return begun;
  }

  /**
   * Whether this is still taken. What the device says it has would be delivered to it once more
   * otherwise.
   */
  boolean takes(ClientCommand command) {
    return !begun && (!retiring || command instanceof ClientCommand.Acknowledge);
  }

  /** Tells the device why, and closes. */
  void now(Goodbye.Code code, String detail) {
    if (begun) {
      return;
    }
    begun = true;
    first.accept(code);
    writer.forgetPong();
    writer.write(Replies.goodbye(code, detail));
    var _ =
        channel.writeAndFlush(
            new CloseWebSocketFrame(CLOSE_CODE_BASE + code.getNumber(), code.name()));
    var _ = channel.eventLoop().schedule(this::cut, CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The same because this node stops, once everything taken is answered. */
  void onceAnswered(Duration atMost) {
    if (retiring) {
      return;
    }
    retiring = true;
    answered();
    var _ = channel.eventLoop().schedule(this::stopping, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A message was answered. */
  void answered() {
    if (retiring && unanswered.getAsInt() == 0) {
      stopping();
    }
  }

  /** The socket is gone already: there is nobody to tell. */
  void gone() {
    begun = true;
  }

  private void stopping() {
    now(Goodbye.Code.SHUTTING_DOWN, "this relay stops, connect again");
  }

  private void cut() {
    var _ = channel.close();
  }
}
