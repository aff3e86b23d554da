package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.Accepted;
import chat.tacet.contracts.relay.v1.Ack;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.contracts.relay.v1.Welcome;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connection of a device, with everything the relay said and nobody looked at yet. */
final class Socket implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Device device;
  private final BlockingQueue<ServerFrame> heard = new LinkedBlockingQueue<>();
  private final List<ServerFrame> passedOver = new ArrayList<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final WebSocket webSocket;

  private Socket(Device device, RelayNode relay, boolean reading, String... subprotocols) {
    this.device = device;
    WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
    String[] lesser = new String[subprotocols.length - 1];
    System.arraycopy(subprotocols, 1, lesser, 0, lesser.length);
    this.webSocket =
        builder
            .subprotocols(subprotocols[0], lesser)
            .buildAsync(relay.socket(), new Ear(reading))
            .join();
  }

  /** Connects and reads everything that comes. */
  static Socket open(Device device, RelayNode relay, String ticket) {
    return new Socket(device, relay, true, "tacet.v1", ticket);
  }

  /** Connects and never reads. */
  static Socket deaf(Device device, RelayNode relay) {
    return device
        .owner()
        .town()
        .until(new Socket(device, relay, false, "tacet.v1", device.ticket()));
  }

  private final class Ear implements WebSocket.Listener {

    private final boolean reading;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    Ear(boolean reading) {
      this.reading = reading;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (reading) {
        socket.request(1);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      parts.writeBytes(part);
      if (last) {
        try {
          heard.add(ServerFrame.parseFrom(parts.toByteArray()));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
        parts.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closeCode.completeExceptionally(error);
    }
  }

  Device device() {
    return device;
  }

  String subprotocol() {
    return webSocket.getSubprotocol();
  }

  void send(ClientFrame.Builder frame) {
    sendBytes(frame.build().toByteArray());
  }

  void send(Send.Builder send) {
    send(ClientFrame.newBuilder().setSend(send));
  }

  void sendBytes(byte[] bytes) {
    webSocket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** The same in two WebSocket frames. */
  void sendInTwo(byte[] bytes) {
    int half = bytes.length / 2;
    webSocket.sendBinary(ByteBuffer.wrap(bytes, 0, half), false).join();
    webSocket.sendBinary(ByteBuffer.wrap(bytes, half, bytes.length - half), true).join();
  }

  void sendText(String text) {
    webSocket.sendText(text, true).join();
  }

  /** Writes a message into a room and waits until the relay has accepted it. */
  UUID write(Room room, String text) {
    UUID envelopeId = UUID.randomUUID();
    send(room.message(device, envelopeId, text));
    accepted();
    return envelopeId;
  }

  void ack(Deliver... mails) {
    ack(List.of(mails));
  }

  void ack(Collection<Deliver> mails) {
    Ack.Builder ack = Ack.newBuilder();
    mails.forEach(mail -> ack.addMailIds(mail.getMailId()));
    send(ClientFrame.newBuilder().setAck(ack));
  }

  Welcome welcome() {
    return next(FrameCase.WELCOME).getWelcome();
  }

  Accepted accepted() {
    return next(FrameCase.ACCEPTED).getAccepted();
  }

  Refused refused() {
    return next(FrameCase.REFUSED).getRefused();
  }

  TryLater tryLater() {
    return next(FrameCase.TRY_LATER).getTryLater();
  }

  Deliver delivered() {
    return next(FrameCase.DELIVER).getDeliver();
  }

  List<Deliver> delivered(int count) {
    List<Deliver> mails = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      mails.add(delivered());
    }
    return mails;
  }

  void drained() {
    next(FrameCase.DRAINED);
  }

  Goodbye goodbye() {
    return next(FrameCase.GOODBYE).getGoodbye();
  }

  /** The code the relay closed with. */
  int closeCode() {
    return closeCode.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** The next frame of one of these kinds; what comes before it is kept for later questions. */
  ServerFrame next(FrameCase... kinds) {
    Set<FrameCase> wanted = Set.of(kinds);
    for (ServerFrame frame : passedOver) {
      if (wanted.contains(frame.getFrameCase())) {
        passedOver.remove(frame);
        return frame;
      }
    }
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ServerFrame frame = poll(until - System.nanoTime());
      if (frame == null) {
        throw new AssertionError(
            "no %s for %s, only %s".formatted(wanted, device.owner(), passedOver));
      }
      if (wanted.contains(frame.getFrameCase())) {
        return frame;
      }
      passedOver.add(frame);
    }
  }

  /** How many frames of a kind came that nobody asked for. */
  long unread(FrameCase kind) {
    return passedOver.stream().filter(frame -> frame.getFrameCase() == kind).count();
  }

  /** Asserts that no frame of a kind came before the relay answered a ping sent now. */
  void silentAbout(FrameCase kind) {
    send(ClientFrame.newBuilder().setPing(chat.tacet.contracts.relay.v1.Ping.newBuilder()));
    next(FrameCase.PONG);
    assertThat(passedOver).extracting(ServerFrame::getFrameCase).doesNotContain(kind);
  }

  private @Nullable ServerFrame poll(long nanos) {
    try {
      return heard.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Breaks off without a word, as a lost network does. */
  @Override
  public void close() {
    webSocket.abort();
  }
}
