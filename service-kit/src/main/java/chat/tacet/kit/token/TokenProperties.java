package chat.tacet.kit.token;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this service knows good tokens.
 *
 * @param publicUrl the URL of the installation, required as {@code iss}: {@code TACET_PUBLIC_URL}
 * @param authJwksUrl where {@code auth-service} publishes its keys, reached directly, not through
 *     the gateway: {@code TACET_AUTH_JWKS_URL}
 */
@ConfigurationProperties("tacet")
public record TokenProperties(
    @DefaultValue("http://localhost:8080") String publicUrl,
    @DefaultValue("http://127.0.0.1:8081/api/v1/auth/jwks.json") URI authJwksUrl) {

  /** The {@code iss} of every token. */
  public String issuer() {
    return publicUrl;
  }
}
