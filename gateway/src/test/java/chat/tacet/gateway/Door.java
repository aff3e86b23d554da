package chat.tacet.gateway;

import chat.tacet.kit.testing.FreePort;
import chat.tacet.kit.testing.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;

/** A running gateway in front of three stub services, with a small web client. */
final class Door implements AutoCloseable {

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  final StubBackend auth = new StubBackend("auth");
  final StubBackend social = new StubBackend("social");
  final StubBackend relay = new StubBackend("relay");
  final Tokens tokens;
  final int port = FreePort.find();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path site;
  private final ConfigurableApplicationContext gateway;

  private Door(Map<String, Object> settings) {
    var url = settings.getOrDefault("tacet.public-url", url()).toString();
    tokens = new Tokens(url);
    auth.json("/api/v1/auth/jwks.json", tokens.jwks());
    site = smallSite();
    var all = new HashMap<String, Object>();
    all.put("server.port", port);
    all.put("tacet.public-url", url);
    all.put("tacet.web-root", site.toString());
    all.put("tacet.auth-url", auth.url());
    all.put("tacet.social-url", social.url());
    all.put("tacet.relay-url", relay.url());
    all.put("tacet.gateway.backend-timeout", "1s");
    // Its end waits for sockets that a story leaves open.
    all.put("spring.lifecycle.timeout-per-shutdown-phase", "1s");
    all.putAll(settings);
    gateway = GatewayApplication.SERVICE.start(all);
  }

  static Door open() {
    return new Door(Map.of());
  }

  static Door open(Map<String, Object> settings) {
    return new Door(settings);
  }

  String url() {
    return "http://localhost:" + port;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(MAX_WAIT);
  }

  HttpResponse<String> get(String path) {
    return send(to(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpClient http() {
    return http;
  }

  /** Opens a socket with a good ticket. */
  WebSocket socket(Ear ear) throws Exception {
    return http.newWebSocketBuilder()
        .subprotocols("tacet.v1", tokens.ticket())
        .buildAsync(URI.create("ws://localhost:" + port + "/ws"), ear)
        .get(10, TimeUnit.SECONDS);
  }

  /** The same, frame by frame. */
  RawSocket rawSocket() {
    return new RawSocket(port, tokens.ticket());
  }

  /** How a socket ends that the other side closes. */
  int closeCode() throws Exception {
    var ear = new Ear();
    var _ = socket(ear);
    return ear.closed.get(10, TimeUnit.SECONDS);
  }

  /** Sends bytes no HTTP client would send, and answers everything that came back. */
  String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** A request line as it stands, with the headers every request has. */
  String rawGet(String target) throws IOException {
    return raw(
        "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
            .formatted(target, port));
  }

  @Override
  public void close() {
    gateway.close();
    http.close();
    auth.close();
    social.close();
    relay.close();
  }

  private static Path smallSite() {
    try {
      var root = Files.createTempDirectory("tacet-site");
      Files.createDirectories(root.resolve("assets"));
      Files.writeString(root.resolve("index.html"), "<!doctype html><title>Tacet</title>");
      Files.writeString(root.resolve("sw.js"), "// service worker");
      Files.writeString(root.resolve("assets/index-AbCd1234.js"), "console.log('plain')");
      Files.writeString(root.resolve("assets/index-AbCd1234.js.br"), "br");
      Files.writeString(root.resolve("assets/index-AbCd1234.js.gz"), "gz");
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
