package chat.tacet.kit.token;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How this service knows good tokens.
 *
 * @param issuer required {@code iss}: the public URL of the installation
 * @param jwksUrl where {@code auth-service} publishes its keys, reached directly, not through the
 *     gateway
 */
@ConfigurationProperties("tacet.token")
public record TokenProperties(String issuer, URI jwksUrl) {}
