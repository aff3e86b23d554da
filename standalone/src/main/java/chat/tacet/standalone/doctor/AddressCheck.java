package chat.tacet.standalone.doctor;

import chat.tacet.standalone.admin.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people reach at the public address, through whatever stands before Tacet. */
final class AddressCheck {

  static final String SUBJECT = "Public address";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** As the gateway says it at {@code /readyz}. */
  private static final Pattern NOT_READY = Pattern.compile("Not ready: ([a-z, -]+)");

  private final Map<String, String> variables;
  private final Optional<Probe> running;

  AddressCheck(Map<String, String> variables, Optional<Probe> running) {
    this.variables = variables;
    this.running = running;
  }

  List<Finding> findings() {
    try (var http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      // Of the one that runs, if it was told of another: that is what people have.
      var base =
          URI.create(running.map(Probe::publicUrl).orElse(SettingsCheck.publicUrl(variables)));
      try {
        return reached(http, base);
      } catch (IOException failed) {
        return List.of(new Unreachable(variables, running.isPresent(), http).at(base, failed));
      }
    } catch (IllegalArgumentException noAddress) {
      return List.of(); // Said with the settings.
    }
  }

  private List<Finding> reached(HttpClient http, URI base) throws IOException {
    var findings = new ArrayList<Finding>();
    var asked = Instant.now();
    var ready = Answers.to(readiness(base), http);
    var answered = Instant.now();
    findings.add(readiness(ready, base));
    if (Answers.isTacet(ready)) {
      clock(new ClockCheck(asked, answered), ready, base).ifPresent(findings::add);
      if (ready.statusCode() == 200) {
        proxy(ready.body(), base).ifPresent(findings::add);
      }
      findings.add(new SocketCheck(http, TIMEOUT, running).at(base));
      findings.add(new BodyCheck(http, TIMEOUT).at(base));
    }
    return findings;
  }

  static HttpRequest readiness(URI base) {
    return HttpRequest.newBuilder(base.resolve("/readyz")).timeout(TIMEOUT).build();
  }

  private Finding readiness(HttpResponse<String> ready, URI base) {
    if (Answers.isTacet(ready)) {
      return ready.statusCode() == 200
          ? Finding.good(SUBJECT, "Tacet answers, every service is ready")
          : Finding.broken(SUBJECT, missing(ready), "look at the log of what is not");
    }
    if (ready.statusCode() >= 500) {
      return Finding.broken(
          SUBJECT,
          "the proxy does not reach Tacet (" + ready.statusCode() + ").",
          "is Tacet running? Let the proxy pass to its port, "
              + Unreachable.port(variables)
              + " as it is set here");
    }
    return Finding.broken(
        SUBJECT,
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
                "let the proxy add X-Forwarded-For, and set TACET_TRUSTED_PROXIES to its address,"
                    + " but not with Compose, which knows it"));
  }

  /** Nothing to say where no proxy is between: the gateway sends no date, and is this machine. */
  private static Optional<Finding> clock(ClockCheck clock, HttpResponse<String> answer, URI base) {
    var date = answer.headers().firstValue("Date").orElse("");
    return date.isEmpty() && !"https".equals(base.getScheme())
        ? Optional.empty()
        : Optional.of(clock.of(date));
  }
}
