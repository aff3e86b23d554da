package chat.tacet.gateway;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a client hears. */
final class Ear implements WebSocket.Listener {

  final BlockingQueue<ByteBuffer> frames = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    var copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
    frames.add(copy);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code);
    ended.complete(true);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    ended.complete(true);
  }
}
