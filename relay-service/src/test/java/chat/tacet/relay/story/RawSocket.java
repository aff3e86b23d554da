package chat.tacet.relay.story;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The connection of a device that writes WebSocket frames byte by byte, also wrong ones. */
final class RawSocket implements AutoCloseable {

  static final int CONTINUATION = 0;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int RECEIVE_BUFFER = 4096;

  private final java.net.Socket socket;
  private final DataInputStream in;

  /** What the relay sent. */
  record Frame(int opcode, ByteString payload) {}

  RawSocket(Device device, RelayNode relay) {
    this(device, relay, "");
  }

  /**
   * One whose request is large.
   *
   * @param padding of a header that means nothing
   */
  RawSocket(Device device, RelayNode relay, String padding) {
    try {
      socket = new java.net.Socket();
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      socket.setTcpNoDelay(true);
      socket.connect(
          new java.net.InetSocketAddress(relay.socket().getHost(), relay.socket().getPort()));
      socket.setSoTimeout(10_000);
      in = new DataInputStream(socket.getInputStream());
      write(
          """
          GET /ws HTTP/1.1\r
          Host: localhost\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
          X-Padding: %s\r
          Sec-WebSocket-Protocol: tacet.v1, %s\r
          \r
          """
              .formatted(padding, device.ticket())
              .getBytes(StandardCharsets.US_ASCII));
      readHead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readHead() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    if (!head.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101")) {
      throw new IOException("refused");
    }
  }

  /** A frame, whole. */
  static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteBuffer frame =
        ByteBuffer.allocate(payload.length + 8).put((byte) (opcode | (last ? FINAL : 0)));
    if (payload.length < SHORT_LENGTH) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
    }
    // Masked with zeros.
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  void write(byte[] bytes) {
    write(bytes, bytes.length);
  }

  /** Only the beginning; nothing happens if the relay has hung up. */
  void write(byte[] bytes, int count) {
    try {
      socket.getOutputStream().write(bytes, 0, count);
    } catch (IOException e) {
      // Whoever reads finds out why.
    }
  }

  Frame read() {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      int length = in.readUnsignedByte();
      if (length == SHORT_LENGTH) {
        length = in.readUnsignedShort();
      } else if (length > SHORT_LENGTH) {
        length = Math.toIntExact(in.readLong());
      }
      return new Frame(opcode, ByteString.copyFrom(in.readNBytes(length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of a kind; others are passed over. */
  Frame next(int opcode) {
    while (true) {
      Frame frame = read();
      if (frame.opcode() == opcode) {
        return frame;
      }
    }
  }

  /** With which code the relay closes, sooner or later. */
  CompletableFuture<Integer> closeCode() {
    return CompletableFuture.supplyAsync(
        () -> (int) next(CLOSE).payload().asReadOnlyByteBuffer().getShort(),
        task -> new Thread(task).start());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
