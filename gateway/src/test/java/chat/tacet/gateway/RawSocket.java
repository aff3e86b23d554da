package chat.tacet.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that writes WebSocket frames byte by byte, and reads only when it is told to. */
final class RawSocket implements AutoCloseable {

  static final int CONTINUATION = 0;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX_SHORT = 125;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** What came from the gateway; all of it is short. */
  record Frame(int opcode, ByteBuffer payload) {}

  RawSocket(Door door) throws IOException {
    // So that soon nothing fits any more.
    socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port));
    in = new DataInputStream(socket.getInputStream());
    write(
        """
        GET /ws HTTP/1.1\r
        Host: localhost:%d\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        Sec-WebSocket-Protocol: tacet.v1, %s\r
        \r
        """
            .formatted(door.port, door.tokens.ticket())
            .getBytes(StandardCharsets.US_ASCII));
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    if (!head.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101")) {
      throw new IOException("refused");
    }
  }

  static byte[] frame(int opcode, boolean last, byte[] payload) {
    if (payload.length > MAX_SHORT) {
      throw new IllegalArgumentException("only short ones");
    }
    return ByteBuffer.allocate(6 + payload.length)
        .put((byte) (opcode | (last ? LAST : 0)))
        .put((byte) (MASKED | payload.length))
        // Masked with zeros.
        .putInt(0)
        .put(payload)
        .array();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(in.readUnsignedByte())));
  }

  /** The gateway has hung up. */
  boolean ended() throws IOException {
    return in.read() == -1;
  }

  /** The gateway has hung up, whatever it said before and however. */
  boolean endedOrBroken() throws IOException {
    try {
      in.readAllBytes();
      return true;
    } catch (SocketException reset) {
      return true;
    } catch (SocketTimeoutException still) {
      return false;
    }
  }

  /** Hangs up as a system does for a process that was killed, without an end of the stream. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
