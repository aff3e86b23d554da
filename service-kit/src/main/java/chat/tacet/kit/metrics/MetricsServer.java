package chat.tacet.kit.metrics;

import chat.tacet.kit.boot.StartRefusedException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code GET /metrics} in the text form of Prometheus, on an address of its own. One thread
 * does it, beside all event loops; who asks faster than it answers is hung up on.
 */
public final class MetricsServer implements AutoCloseable {

  private static final String PATH = "/metrics";
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Scrapers come every few seconds, one or two of them. */
  private static final int MAX_WAITING = 8;

  private final HttpServer server;
  private final ExecutorService thread;

  private MetricsServer(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /**
   * Begins to answer.
   *
   * @throws StartRefusedException if the address cannot be had
   */
  public static MetricsServer start(String bind, int port, PrometheusMeterRegistry registry) {
    var address = new InetSocketAddress(bind, port);
    if (address.isUnresolved()) {
      throw new StartRefusedException(
          "The address for metrics, %s, is not known here.".formatted(bind),
          "Set TACET_METRICS_BIND to an address of this machine, or to a name of one.");
    }
    try {
      var server = HttpServer.create(address, MAX_WAITING);
      var thread =
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(MAX_WAITING),
              Thread.ofPlatform().daemon().name("metrics").factory());
      server.setExecutor(thread);
      server.createContext("/", exchange -> answer(exchange, registry));
      server.start();
      return new MetricsServer(server, thread);
    } catch (IOException taken) {
      throw new StartRefusedException(
          "The address for metrics (port %d) cannot be had.".formatted(port),
          "Choose another one with TACET_METRICS_PORT and TACET_METRICS_BIND, or none.",
          taken);
    }
  }

  private static void answer(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
      }
    }
  }

  /** The port it has, also if it was told to take any. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
