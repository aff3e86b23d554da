package chat.tacet.kit.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A client of {@code /ws} on loopback that writes WebSocket frames byte by byte, also wrong ones,
 * and reads only when it is told to.
 */
public final class RawSocket implements AutoCloseable {

  public static final int CONTINUATION = 0;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int MEDIUM = 126;

  /** So that soon nothing fits any more. */
  private static final int RECEIVE_BUFFER = 4096;

  /** How long it reads in vain. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** What came from the server. */
  public record Frame(int opcode, ByteBuffer payload) {}

  /**
   * Connects.
   *
   * @throws UncheckedIOException if the upgrade is refused
   */
  public RawSocket(int port, String ticket) {
    this(port, ticket, "");
  }

  /**
   * Connects with a large request.
   *
   * @param padding of a header that means nothing
   */
  public RawSocket(int port, String ticket, String padding) {
    try {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(request(port, ticket, padding));
      readHead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(int port, String ticket, String padding) {
    return """
    GET /ws HTTP/1.1\r
    Host: localhost:%d\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
    X-Padding: %s\r
    Sec-WebSocket-Protocol: tacet.v1, %s\r
    \r
    """
        .formatted(port, padding, ticket)
        .getBytes(StandardCharsets.US_ASCII);
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
  public static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteBuffer frame =
        ByteBuffer.allocate(payload.length + 8).put((byte) (opcode | (last ? LAST : 0)));
    if (payload.length < MEDIUM) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | MEDIUM)).putShort((short) payload.length);
    }
    // Masked with zeros.
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** Writes, and says whether the other side is still there: whoever reads finds out why not. */
  public boolean write(byte[] bytes) {
    return write(bytes, bytes.length);
  }

  /** Writes only the beginning. */
  public boolean write(byte[] bytes, int count) {
    try {
      socket.getOutputStream().write(bytes, 0, count);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads the next frame. */
  public Frame read() {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      int length = in.readUnsignedByte();
      if (length == MEDIUM) {
        length = in.readUnsignedShort();
      } else if (length > MEDIUM) {
        length = Math.toIntExact(in.readLong());
      }
      return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of a kind; others are passed over. */
  public Frame next(int opcode) {
    while (true) {
      Frame frame = read();
      if (frame.opcode() == opcode) {
        return frame;
      }
    }
  }

  /** With which code the server closes, sooner or later. */
  public CompletableFuture<Integer> closeCode() {
    return CompletableFuture.supplyAsync(
        () -> (int) next(CLOSE).payload().getShort(), task -> new Thread(task).start());
  }

  /** Whether the server hangs up, whatever it says before, and however. */
  public boolean ends() {
    try {
      in.readAllBytes();
      return true;
    } catch (SocketTimeoutException still) {
      return false;
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hangs up as a system does for a process that was killed, without an end of the stream. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    close();
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
