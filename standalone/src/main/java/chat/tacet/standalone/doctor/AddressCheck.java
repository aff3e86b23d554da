package chat.tacet.standalone.doctor;

import chat.tacet.kit.redaction.Redacted;
import chat.tacet.standalone.admin.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What people reach at the public address, through whatever stands before Tacet. */
final class AddressCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Tokens forgive a minute; browsers show times that are wrong by it. */
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  /** As the gateway says it at {@code /readyz}. */
  private static final Pattern NOT_READY = Pattern.compile("Not ready: ([a-z, -]+)");

  private static final Finding NO_NAME =
      Finding.broken(
          "Public address",
          "its name does not resolve here.",
          "let the name point to this host (DNS), or mend TACET_PUBLIC_URL");

  private static final Finding FROM_GATEWAY =
      Finding.advice(
          "Public address",
          "it cannot be reached from this container.",
          "ask where it can: docker compose exec gateway tacet-admin doctor; on Kubernetes, open it"
              + " in a browser");

  private final Map<String, String> variables;
  private final Optional<Probe> running;

  AddressCheck(Map<String, String> variables, Optional<Probe> running) {
    this.variables = variables;
    this.running = running;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    try (var http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      // Of the one that runs, if it was told of another: that is what people have.
      var base =
          URI.create(running.map(Probe::publicUrl).orElse(SettingsCheck.publicUrl(variables)));
      var ready = get(http, base.resolve("/readyz"));
      findings.add(readiness(ready, base));
      if (isTacet(ready)) {
        clock(ready, base).ifPresent(findings::add);
        if (ready.statusCode() == 200) {
          proxy(ready.body(), base).ifPresent(findings::add);
        }
        findings.add(socket(http, base));
      }
    } catch (SSLException refused) {
      findings.add(
          Finding.broken(
              "TLS",
              "the certificate of the public address is not good here.",
              "renew it; let the proxy send the whole chain; does it name this host?"));
    } catch (HttpTimeoutException silent) {
      findings.add(
          // A policy of Kubernetes refuses nobody: it lets the first packet fall.
          isContainer() && silent instanceof HttpConnectTimeoutException
              ? FROM_GATEWAY
              : Finding.broken(
                  "Public address",
                  "something is there and does not answer.",
                  "is it Tacet or its proxy, or another program that has the port? Their logs may"
                      + " say"));
    } catch (ConnectException nobody) {
      findings.add(
          isContainer()
              ? FROM_GATEWAY
              : isUnresolved(nobody)
                  ? NO_NAME
                  : variables.containsKey("TACET_PUBLIC_URL") || running.isPresent()
                      ? nobody()
                      : Finding.advice("Public address", "Tacet is not running.", "./tacet up"));
    } catch (IOException failed) {
      findings.add(
          isContainer()
              ? FROM_GATEWAY
              : Finding.broken(
                  "Public address",
                  "it cannot be reached (" + failed.getClass().getSimpleName() + ").",
                  "does the name resolve here, and is the proxy running?"));
    } catch (IllegalArgumentException noAddress) {
      // Said with the settings.
    }
    return findings;
  }

  /** Two programs may be what is missing. */
  private Finding nobody() {
    var behind = URI.create("http://127.0.0.1:" + port());
    try (var http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      return isTacet(get(http, behind.resolve("/readyz")))
          ? Finding.broken(
              "Public address",
              "nobody answers there; Tacet itself does, at " + behind + ".",
              "start the proxy, or look at its log")
          : Finding.broken(
              "Public address",
              "nobody answers there, and at " + behind + " another program does.",
              "is TACET_PORT what Tacet runs with?");
    } catch (IOException | IllegalArgumentException neither) {
      return Finding.broken(
          "Public address",
          "nobody answers there, nor at " + behind + ": Tacet is not running.",
          "start Tacet, and then the proxy if it is away too");
    }
  }

  private String port() {
    return variables.getOrDefault("TACET_PORT", "8080").strip();
  }

  private static boolean isUnresolved(Throwable failure) {
    return Redacted.causes(failure).anyMatch(UnresolvedAddressException.class::isInstance);
  }

  /**
   * Whether the other services are elsewhere: then only the gateway's container may see the world.
   */
  private boolean isContainer() {
    return variables.containsKey("TACET_AUTH_JWKS_URL");
  }

  private static HttpResponse<String> get(HttpClient http, URI address) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /** Other programs say 200 to whatever they are asked, and proxies 503 of their own. */
  private static boolean isTacet(HttpResponse<String> ready) {
    return (ready.statusCode() == 200 && ready.body().contains("\"status\":\"ready\""))
        || (ready.statusCode() == 503 && isProblem(ready));
  }

  private static boolean isProblem(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").contains("problem+json");
  }

  private Finding readiness(HttpResponse<String> ready, URI base) {
    if (isTacet(ready)) {
      return ready.statusCode() == 200
          ? Finding.good("Public address", "Tacet answers, every service is ready")
          : Finding.broken("Public address", missing(ready), "look at the log of what is not");
    }
    if (ready.statusCode() >= 500) {
      return Finding.broken(
          "Public address",
          "the proxy does not reach Tacet (" + ready.statusCode() + ").",
          "is Tacet running? Let the proxy pass to its port, " + port() + " as it is set here");
    }
    return Finding.broken(
        "Public address",
        "something else answers (" + ready.statusCode() + ").",
        "https".equals(base.getScheme())
            ? "let the proxy pass everything of this host to Tacet, paths as they are"
            : "another program has this port: stop it, or choose another one with TACET_PORT");
  }

  private static String missing(HttpResponse<String> ready) {
    var named = NOT_READY.matcher(ready.body());
    return "not every service is ready" + (named.find() ? ": " + named.group(1) + "." : ".");
  }

  /** The gateway has no certificate: with HTTPS there is a proxy before it. */
  static Optional<Finding> proxy(String ready, URI base) {
    if (!"https".equals(base.getScheme())) {
      return Optional.empty();
    }
    return Optional.of(
        ready.contains("\"forwarded\":true")
            ? Finding.good("Proxy", "says where people come from, and is believed")
            : Finding.broken(
                "Proxy",
                "Tacet is not told where people come from: all of them share one limit.",
                "let the proxy add X-Forwarded-For, and set TACET_TRUSTED_PROXIES to its address"));
  }

  /** Nothing to say where no proxy is between: the gateway sends no date, and is this machine. */
  private static Optional<Finding> clock(HttpResponse<String> answer, URI base) {
    if (answer.headers().firstValue("Date").isEmpty() && !"https".equals(base.getScheme())) {
      return Optional.empty();
    }
    return Optional.of(clock(answer));
  }

  private static Finding clock(HttpResponse<String> answer) {
    try {
      var said = answer.headers().firstValue("Date").orElse("");
      var there = ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var skew = Duration.between(there, Instant.now()).abs();
      return skew.compareTo(MAX_SKEW) > 0
          ? Finding.broken(
              "Clock",
              "this machine and the public address differ by %d s.".formatted(skew.toSeconds()),
              "let both keep time (NTP): tokens would be refused")
          : Finding.good("Clock", "agrees with the public address");
    } catch (DateTimeParseException none) {
      return Finding.advice("Clock", "the proxy sends no Date to compare with.", "see timedatectl");
    }
  }

  /** With a ticket of nobody's: it opens the socket at the gateway, and no mailbox behind it. */
  private Finding socket(HttpClient http, URI base) {
    var ticket = running.map(Probe::ticket);
    var scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
    var address = URI.create(scheme + "://" + base.getRawAuthority() + "/ws");
    try {
      var socket =
          http.newWebSocketBuilder()
              .connectTimeout(TIMEOUT)
              .subprotocols("tacet.v1", ticket.orElse("none"))
              .buildAsync(address, new WebSocket.Listener() {})
              .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      socket.abort();
      return Finding.good("WebSocket", "opens through the public address");
    } catch (ExecutionException failed) {
      return refused(failed.getCause(), ticket.isPresent());
    } catch (TimeoutException silent) {
      return Finding.broken(
          "WebSocket",
          "the proxy keeps it waiting.",
          "let it pass \"Upgrade\" and buffer nothing for /ws");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Finding.broken("WebSocket", "interrupted.", "try again");
    }
  }

  private static Finding refused(@Nullable Throwable why, boolean hadTicket) {
    if (why instanceof WebSocketHandshakeException handshake) {
      var answer = handshake.getResponse();
      if (answer != null && isProblem(answer) && answer.statusCode() == 401) {
        // It has come as far as the ticket: the proxy passes what it must.
        return hadTicket
            ? Finding.broken(
                "WebSocket",
                "reaches a gateway that does not know the ticket of this one, or got it too late.",
                "ask again; if it stays, see that the address leads to this Tacet, and keep time"
                    + " (NTP)")
            : Finding.good(
                "WebSocket",
                "reaches the gateway through the public address; it takes the auth-service beside"
                    + " it to open one");
      }
      return Finding.broken(
          "WebSocket",
          "it does not open (%s).".formatted(answer == null ? "no answer" : answer.statusCode()),
          "let the proxy pass \"Upgrade\" and \"Connection\" for /ws, with HTTP/1.1; see"
              + " docs/self-hosting.md");
    }
    return Finding.broken(
        "WebSocket", "the connection breaks.", "let the proxy pass WebSockets for /ws");
  }
}
