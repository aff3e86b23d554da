package chat.tacet.kit.token;

import chat.tacet.kit.boot.ServiceUrls;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this service knows good tokens.
 *
 * @param publicUrl the URL of the installation, required as {@code iss}: {@code TACET_PUBLIC_URL}
 * @param authJwksUrl where {@code auth-service} publishes its keys, reached directly, not through
 *     the gateway: {@code TACET_AUTH_JWKS_URL}, of several nodes with commas between. The path may
 *     be left out
 */
@ConfigurationProperties("tacet")
public record TokenProperties(
    @DefaultValue("http://localhost:8080") String publicUrl,
    @DefaultValue("http://127.0.0.1:8081") List<URI> authJwksUrl) {

  private static final String PUBLISHED_AT = "/api/v1/auth/jwks.json";

  public TokenProperties {
    ServiceUrls.require("TACET_AUTH_JWKS_URL", authJwksUrl);
  }

  /** Where to ask for keys, one after the other. */
  List<URI> keyUrls() {
    return authJwksUrl.stream()
        .map(url -> url.getPath().isEmpty() ? url.resolve(PUBLISHED_AT) : url)
        .toList();
  }

  /** The {@code iss} of every token. */
  public String issuer() {
    return publicUrl;
  }
}
