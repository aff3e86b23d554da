package chat.tacet.gateway.hardening;

import chat.tacet.kit.boot.StartRefusedException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The proxies whose word about the client's address is taken ({@code TACET_TRUSTED_PROXIES}:
 * addresses or networks, comma-separated). None unless configured.
 */
@Component
final class TrustedProxies {

  static final String FORWARDED_FOR = "X-Forwarded-For";

  /** A longer chain of proxies is nobody's installation. */
  private static final int MAX_HOPS = 8;

  private final List<Network> networks;

  TrustedProxies(@Value("${tacet.trusted-proxies:}") List<String> networks) {
    try {
      this.networks = Network.parseAll(networks);
    } catch (IllegalArgumentException notANetwork) {
      throw new StartRefusedException(
          "The list of trusted proxies cannot be read.",
          "Set TACET_TRUSTED_PROXIES to addresses or networks like 10.0.0.0/8, separated by commas.",
          notANetwork);
    }
  }

  boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /**
   * Whose request it is: the peer, or if that is a trusted proxy the last address its {@code
   * X-Forwarded-For} adds that is not itself trusted. Earlier entries were written by strangers. An
   * entry that is no address ends the search.
   */
  InetAddress clientBehind(InetAddress peer, HttpHeaders headers) {
    if (!contains(peer)) {
      return peer;
    }
    var hops = String.join(",", headers.getOrDefault(FORWARDED_FOR, List.of())).split(",", -1);
    var client = peer;
    for (int i = hops.length - 1, seen = 0; i >= 0 && seen < MAX_HOPS; i--, seen++) {
      var hop = literal(hops[i].strip());
      if (hop.isEmpty()) {
        break;
      }
      client = hop.get();
      if (!contains(client)) {
        break;
      }
    }
    return client;
  }

  /** Whether these headers say whose request it is, if they are to be believed. */
  static boolean sayWhose(HttpHeaders headers) {
    var said = headers.getFirst(FORWARDED_FOR);
    return said != null && !said.isBlank();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
