package chat.tacet.standalone.doctor;

import chat.tacet.kit.redaction.Redacted;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why nothing came back from the public address, as far as that can be told from here.
 *
 * @param running whether a Tacet runs here
 */
record Unreachable(Map<String, String> variables, boolean running, HttpClient http) {

  private static final String SUBJECT = AddressCheck.SUBJECT;

  private static final Pattern OF_THIS_MACHINE =
      Pattern.compile("localhost|127\\..*|\\[::1\\]", Pattern.CASE_INSENSITIVE);

  Finding at(URI base, IOException failed) {
    return switch (failed) {
      case SSLException _ ->
          Finding.broken(
              "TLS",
              "the certificate of the public address is not good here.",
              "renew it; let the proxy send the whole chain; does it name this host?");
      case HttpConnectTimeoutException _ -> seesTheWorld(base) ? swallowed() : notFromHere(base);
      case HttpTimeoutException _ ->
          Finding.broken(
              SUBJECT,
              "something is there and does not answer.",
              "is it Tacet or its proxy, or another program that has the port? Their logs may say");
      case ConnectException _
          when Redacted.causes(failed).anyMatch(UnresolvedAddressException.class::isInstance) ->
          seesNames() ? noName() : notFromHere(base);
      case ConnectException _ -> seesTheWorld(base) ? refused() : notFromHere(base);
      default ->
          seesTheWorld(base)
              ? Finding.broken(
                  SUBJECT,
                  "it cannot be reached (" + failed.getClass().getSimpleName() + ").",
                  "does the name resolve here, and is the proxy running?")
              : notFromHere(base);
    };
  }

  /** Whether the other services are elsewhere, as in containers of their own. */
  private boolean isAlone() {
    return variables.containsKey("TACET_AUTH_JWKS_URL");
  }

  private boolean isGateway() {
    return variables.containsKey("TACET_WEB_ROOT");
  }

  /** Of the services' containers only the gateway's can. On Kubernetes all of them. */
  private boolean seesNames() {
    return !isAlone() || isGateway();
  }

  /**
   * With Compose the gateway does, but for the machine that its container is on: there that is
   * another one than here. On Kubernetes a policy lets its packets fall.
   */
  private boolean seesTheWorld(URI base) {
    return !isAlone()
        || (isGateway()
            && !variables.containsKey("KUBERNETES_SERVICE_HOST")
            && !isOfThisMachine(base));
  }

  private static boolean isOfThisMachine(URI base) {
    return base.getHost() != null && OF_THIS_MACHINE.matcher(base.getHost()).matches();
  }

  private Finding notFromHere(URI base) {
    return isGateway() && isOfThisMachine(base)
        ? Finding.advice(
            SUBJECT,
            "it is this container here, and another machine for whoever opens it.",
            "open it in a browser on that machine")
        : Finding.advice(
            SUBJECT,
            "it cannot be reached from this container, and so is not judged.",
            "ask where it can: docker compose exec gateway tacet-admin doctor; on Kubernetes, open"
                + " it in a browser");
  }

  private static Finding noName() {
    return Finding.broken(
        SUBJECT,
        "its name does not resolve here.",
        "let the name point to this host (DNS), or mend TACET_PUBLIC_URL");
  }

  /** What comes out of a container may be let fall where everybody else gets through. */
  private Finding swallowed() {
    var says = "nobody answers there: no connection within 10 s.";
    var mend =
        "does its name point to this host, and does a firewall let its port through? If it opens"
            + " from elsewhere, your router does not lead back what comes from inside";
    return isGateway() ? Finding.advice(SUBJECT, says, mend) : Finding.broken(SUBJECT, says, mend);
  }

  private Finding refused() {
    return variables.containsKey("TACET_PUBLIC_URL") || running
        ? nobody()
        : Finding.advice(SUBJECT, "Tacet is not running.", "./tacet up");
  }

  /** Two programs may be what is missing. */
  private Finding nobody() {
    var behind = "http://" + listensAt() + ":" + port(variables);
    try {
      return Answers.isTacet(Answers.to(AddressCheck.readiness(URI.create(behind)), http))
          ? Finding.broken(
              SUBJECT,
              "nobody answers there; Tacet itself does, at " + behind + ".",
              "start the proxy, or look at its log")
          : Finding.broken(
              SUBJECT,
              "nobody answers there, and at " + behind + " another program does.",
              "is TACET_PORT what Tacet runs with?");
    } catch (IOException | IllegalArgumentException neither) {
      return Finding.broken(
          SUBJECT,
          "nobody answers there, nor at " + behind + ": Tacet is not running.",
          "start Tacet, and then the proxy if it is away too");
    }
  }

  /** As it stands in an address; who listens at all of them does so at loopback. */
  private String listensAt() {
    var bind = Settings.bind(variables);
    return switch (bind) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> bind.contains(":") ? "[" + bind + "]" : bind;
    };
  }

  static String port(Map<String, String> variables) {
    return variables.getOrDefault("TACET_PORT", "8080").strip();
  }
}
