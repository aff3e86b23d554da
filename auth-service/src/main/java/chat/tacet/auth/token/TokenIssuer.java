package chat.tacet.auth.token;

import chat.tacet.kit.token.ScopeRules;
import chat.tacet.kit.token.TokenProperties;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Signs access tokens and connection tickets ({@code contracts/rest.md}, Tokens). Signing takes a
 * fraction of a millisecond and waits for nothing, so it stays on the event loop.
 */
@Service
public class TokenIssuer {

  /** Short, because a token already issued is stopped only by the revocation set. */
  public static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);

  /** Long enough to open a socket. */
  public static final Duration TICKET_LIFE = Duration.ofSeconds(30);

  private final SigningKeys keys;
  private final TokenProperties properties;
  private final Clock clock;

  TokenIssuer(SigningKeys keys, TokenProperties properties, Clock clock) {
    this.keys = keys;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * An access token.
   *
   * @param username as displayed
   */
  public String accessToken(UUID accountId, UUID loginSessionId, UUID deviceId, String username) {
    return accessToken(
        accountId, loginSessionId, deviceId, username, ScopeRules.EVERYTHING, ACCESS_TOKEN_LIFE);
  }

  /**
   * An access token that is good for some calls.
   *
   * @param session what it ends with: a login session or a personal token
   * @param scope what it is good for, with spaces between
   * @param life at most {@link #ACCESS_TOKEN_LIFE}
   */
  public String accessToken(
      UUID accountId, UUID session, UUID deviceId, String username, String scope, Duration life) {
    return sign(
        "at+jwt",
        claims(accountId, session, deviceId, life)
            .audience("tacet")
            .claim("scope", scope)
            .claim("preferred_username", username)
            .build());
  }

  /** A connection ticket. */
  public String ticket(UUID accountId, UUID loginSessionId, UUID deviceId) {
    return sign(
        "ticket+jwt",
        claims(accountId, loginSessionId, deviceId, TICKET_LIFE).audience("tacet-relay").build());
  }

  private JWTClaimsSet.Builder claims(
      UUID accountId, UUID loginSessionId, UUID deviceId, Duration life) {
    Instant now = clock.instant();
    return new JWTClaimsSet.Builder()
        .issuer(properties.issuer())
        .subject(accountId.toString())
        .claim("sid", loginSessionId.toString())
        .claim("did", deviceId.toString())
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(life)));
  }

  private String sign(String type, JWTClaimsSet claims) {
    SigningKey key = keys.current();
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .keyID(key.pair().getKeyID())
                .build(),
            claims);
    try {
      token.sign(new ECDSASigner(key.pair()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }
}
