package chat.tacet.client.relay;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts WebSocket fragments together into frames, [F-1], and asks for more only after a frame was
 * taken: the network waits for us, not the heap.
 */
final class FrameReader implements WebSocket.Listener {

  static final int MAX_FRAME_BYTES = 65_536;

  private final RelaySocket socket;
  private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

  FrameReader(RelaySocket socket) {
    this.socket = socket;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (frame.size() + data.remaining() > MAX_FRAME_BYTES) {
      socket.end(End.PROTOCOL_ERROR);
      return null;
    }
    byte[] fragment = new byte[data.remaining()];
    data.get(fragment);
    frame.writeBytes(fragment);
    if (last) {
      byte[] whole = frame.toByteArray();
      frame.reset();
      socket.heard(whole);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    socket.end(End.PROTOCOL_ERROR);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    socket.end(End.ofCloseCode(code));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    socket.end(End.LOST);
  }
}
