package chat.tacet.gateway.route;

import chat.tacet.kit.boot.ServiceUrls;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services are ({@code TACET_AUTH_URL}, {@code TACET_SOCIAL_URL}, {@code
 * TACET_RELAY_URL}). Nothing else can be reached through this gateway.
 *
 * @param authUrl scheme, host and port of {@code auth-service}; of several nodes, with commas
 *     between
 * @param socialUrl the same of {@code social-service}
 * @param relayUrl the same of {@code relay-service}
 */
@ConfigurationProperties("tacet")
public record Backends(
    @DefaultValue("http://127.0.0.1:8081") List<URI> authUrl,
    @DefaultValue("http://127.0.0.1:8082") List<URI> socialUrl,
    @DefaultValue("http://127.0.0.1:8083") List<URI> relayUrl) {

  public Backends {
    ServiceUrls.require("TACET_AUTH_URL", authUrl);
    ServiceUrls.require("TACET_SOCIAL_URL", socialUrl);
    ServiceUrls.require("TACET_RELAY_URL", relayUrl);
  }

  /** All of them by the name operators know, in the order they should be named. */
  public Map<String, List<URI>> byName() {
    var all = new LinkedHashMap<String, List<URI>>();
    all.put("auth-service", authUrl);
    all.put("social-service", socialUrl);
    all.put("relay-service", relayUrl);
    return all;
  }
}
