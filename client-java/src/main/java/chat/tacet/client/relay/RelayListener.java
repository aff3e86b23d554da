package chat.tacet.client.relay;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;

/**
 * Hears of a {@link RelayLink}, one call at a time. Calls may block: the socket is read no further
 * until they return.
 */
public interface RelayListener {

  /** Connected: frames may be sent within the limits named. */
  void welcomed(Welcome welcome);

  /** Anything but {@code Welcome}, {@code Pong} and {@code Goodbye}. */
  void received(ServerFrame frame);

  /** Not connected any more, or it could not be. If the reason allows it, it is tried again. */
  void ended(End end);
}
