package chat.tacet.standalone;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Waits until the gateway says that everything behind it is ready. */
final class Readiness {

  private static final Duration MAX_WAIT = Duration.ofMinutes(3);
  private static final Duration MAX_ANSWER = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private Readiness() {}

  static void await(String bind, int port) throws InterruptedException {
    var question = HttpRequest.newBuilder(address(bind, port)).timeout(MAX_ANSWER).build();
    var deadline = System.nanoTime() + MAX_WAIT.toNanos();
    try (var http = HttpClient.newBuilder().connectTimeout(MAX_ANSWER).build()) {
      while (System.nanoTime() < deadline) {
        if (isReady(http, question)) {
          return;
        }
        Thread.sleep(POLL);
      }
    }
    throw new StartRefusedException(
        "Not everything became ready in %d seconds.".formatted(MAX_WAIT.toSeconds()),
        "The lines above say what is missing.");
  }

  /** Where to ask a gateway that listens there. */
  static URI address(String bind, int port) {
    try {
      var address = InetAddress.getByName(bind);
      boolean six = address instanceof Inet6Address;
      var host =
          address.isAnyLocalAddress() ? (six ? "::1" : "127.0.0.1") : address.getHostAddress();
      return URI.create("http://%s:%d/readyz".formatted(six ? "[" + host + "]" : host, port));
    } catch (UnknownHostException gone) {
      throw new StartRefusedException(
          "There is no address %s.".formatted(bind),
          "Set TACET_BIND to one of this machine.",
          gone);
    }
  }

  private static boolean isReady(HttpClient http, HttpRequest question)
      throws InterruptedException {
    try {
      return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
