package chat.tacet.gateway;

import chat.tacet.kit.client.ArrivalsHeader;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A service behind the gateway that remembers what reached it. It answers every path, so that
 * whatever the gateway lets through is seen.
 */
final class StubBackend implements AutoCloseable {

  /**
   * @param target path and query as received
   * @param body as text
   */
  record Received(String method, String target, HttpHeaders headers, String body) {}

  interface Answer extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}

  interface Socket extends BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> {}

  final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final String name;
  private final DisposableServer server;
  private final AtomicInteger begun = new AtomicInteger();
  private volatile int refusal;
  private volatile HttpHeaders refusalHeaders = new DefaultHttpHeaders();
  private volatile Mono<Void> held = Mono.empty();
  private volatile Socket socket = (in, out) -> out.sendClose();

  StubBackend(String name) {
    this.name = name;
    server = HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Answers this path so; by default every path answers 200 with the name of the backend. */
  StubBackend on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  StubBackend json(String path, String body) {
    return on(
        path,
        (request, response) ->
            response.header("Content-Type", "application/json").sendString(Mono.just(body)));
  }

  StubBackend socket(Socket behaviour) {
    socket = behaviour;
    refusal = 0;
    return this;
  }

  /** Answers every upgrade with this status, until the next {@link #socket}. */
  void refuseSockets(int status) {
    // As services do with each 503, whatever it is for.
    refusalHeaders = new DefaultHttpHeaders().set("Retry-After", 1);
    refusal = status;
  }

  /** Answers every upgrade as a relay does that has too many on their way in. */
  void beBusy(int retryAfterSeconds) {
    refusalHeaders =
        new DefaultHttpHeaders()
            .set("Retry-After", retryAfterSeconds)
            .set(ArrivalsHeader.NAME, ArrivalsHeader.FULL);
    refusal = 503;
  }

  /** Answers upgrades only once what this answers is completed. */
  Sinks.Empty<Void> holdSockets() {
    Sinks.Empty<Void> opened = Sinks.empty();
    held = opened.asMono();
    return opened;
  }

  Received only() {
    if (received.size() != 1) {
      throw new AssertionError("expected one request, got " + received);
    }
    return received.getFirst();
  }

  /** How many requests have come so far, also those whose body is still on its way. */
  int begun() {
    return begun.get();
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    begun.incrementAndGet();
    var headers = request.requestHeaders().copy();
    if ("websocket".equalsIgnoreCase(headers.get("Upgrade"))) {
      received.add(new Received(request.method().name(), request.uri(), headers, ""));
      if (refusal != 0) {
        return response.status(refusal).headers(refusalHeaders.copy()).send();
      }
      var spec = WebsocketServerSpec.builder().protocols("tacet.v1").build();
      return held.then(
          Mono.defer(
              () -> Mono.from(response.sendWebsocket((in, out) -> socket.apply(in, out), spec))));
    }
    return request
        .receive()
        .aggregate()
        .asString(StandardCharsets.UTF_8)
        .defaultIfEmpty("")
        .doOnNext(body ->
            received.add(new Received(request.method().name(), request.uri(), headers, body)))
        .flatMap(body ->
            Mono.from(answers.getOrDefault(request.uri(), this::sayName).apply(request, response)));
  }

  private Publisher<Void> sayName(HttpServerRequest request, HttpServerResponse response) {
    return response
        .header("Server", "stub")
        .header("X-Frame-Options", "ALLOWALL")
        .sendString(Mono.just(name));
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
