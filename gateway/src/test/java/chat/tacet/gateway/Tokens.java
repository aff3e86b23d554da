package chat.tacet.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Issues tokens as auth-service would. */
final class Tokens {

  private final ECKey key;
  private final String issuer;

  Tokens(String issuer) {
    this.issuer = issuer;
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String jwks() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  String access(UUID account) {
    return sign("at+jwt", "tacet", account, Duration.ofMinutes(10));
  }

  String ticket() {
    return sign("ticket+jwt", "tacet-relay", UUID.randomUUID(), Duration.ofSeconds(30));
  }

  String expiredTicket() {
    return sign("ticket+jwt", "tacet-relay", UUID.randomUUID(), Duration.ofSeconds(-30));
  }

  private String sign(String type, String audience, UUID account, Duration life) {
    var now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(audience)
            .subject(account.toString())
            .claim("sid", UUID.randomUUID().toString())
            .claim("did", UUID.randomUUID().toString())
            .claim("scope", "tacet")
            .claim("preferred_username", "alice")
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now.minusSeconds(60)))
            .expirationTime(Date.from(now.plus(life)))
            .build();
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType(type))
                  .keyID(key.getKeyID())
                  .build(),
              claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
