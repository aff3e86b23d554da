package chat.tacet.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A call whose body is announced and does not come, or comes a byte at a time. */
final class SlowCall implements AutoCloseable {

  private static final int ANNOUNCED = 1_000;

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final Socket socket;

  private SlowCall(Socket socket) {
    this.socket = socket;
  }

  static SlowCall begin(Door door, String clientAddress) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), door.port);
      socket.setSoTimeout(20_000);
      var call = new SlowCall(socket);
      call.send(
          """
          POST /api/v1/auth/login HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Content-Length: %d\r
          X-Forwarded-For: %s\r
          \r
          {\
          """
              .formatted(ANNOUNCED, clientAddress));
      return call;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says whether somebody still takes it. */
  boolean send(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether the gateway has said something. */
  boolean isAnswered() throws IOException {
    return socket.getInputStream().available() > 0;
  }

  /** Head and body of the one answer; empty if the connection broke instead. */
  String answer() throws IOException {
    var answer = new ByteArrayOutputStream();
    try {
      while (!isWhole(answer.toString(StandardCharsets.ISO_8859_1))) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return "";
        }
        answer.write(next);
      }
    } catch (SocketException broken) {
      return "";
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  /** Waits until the gateway ends the connection. */
  boolean ends() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  private static boolean isWhole(String answer) {
    int head = answer.indexOf("\r\n\r\n");
    if (head < 0) {
      return false;
    }
    var length = LENGTH.matcher(answer);
    int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return answer.length() == head + 4 + body;
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
