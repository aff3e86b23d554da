package chat.tacet.kit.token;

import static chat.tacet.kit.problem.CommonProblems.TOKEN_EXPIRED;
import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;
import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import chat.tacet.kit.problem.ProblemException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jwt.SignedJWT;
import java.security.Provider;
import java.time.Clock;
import java.time.Instant;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads one kind of token: signature (ES256 and nothing else), type, issuer, audience, life time.
 * Whatever is wrong ends as a typed problem; the token itself is never part of it.
 */
final class TokenDecoder implements ReactiveJwtDecoder {

  static final String ACCESS_TOKEN_TYPE = "at+jwt";
  static final String ACCESS_TOKEN_AUDIENCE = "tacet";
  static final String TICKET_TYPE = "ticket+jwt";
  static final String TICKET_AUDIENCE = "tacet-relay";

  /** Ours have about 500 characters; nothing longer is parsed. */
  private static final int MAX_LENGTH = 2048;

  private static final String EXPIRED = "expired";

  /**
   * Verifies ES256 in about a quarter of the JDK's time. That takes the same time whatever the
   * numbers are, which a verifier with nothing but public ones has no use for; on processors
   * without instructions made for it it is a millisecond, half of all that a connection costs.
   */
  private static final Provider ARITHMETIC = new BouncyCastleProvider();

  private final NimbusReactiveJwtDecoder decoder;

  private TokenDecoder(NimbusReactiveJwtDecoder decoder) {
    this.decoder = decoder;
  }

  static TokenDecoder forAccessTokens(VerificationKeys keys, String issuer, Clock clock) {
    return create(keys, issuer, ACCESS_TOKEN_TYPE, ACCESS_TOKEN_AUDIENCE, clock);
  }

  static TokenDecoder forTickets(VerificationKeys keys, String issuer, Clock clock) {
    return create(keys, issuer, TICKET_TYPE, TICKET_AUDIENCE, clock);
  }

  private static TokenDecoder create(
      VerificationKeys keys, String issuer, String type, String audience, Clock clock) {
    NimbusReactiveJwtDecoder decoder =
        NimbusReactiveJwtDecoder.withJwkSource(token -> keysFor(token, keys))
            .jwsAlgorithm(SignatureAlgorithm.ES256)
            .validateType(false)
            .jwtProcessorCustomizer(processor -> {
              processor.setJWSTypeVerifier(
                  new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(type)));
              processor.setJWSVerifierFactory(quickVerifiers());
            })
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtIssuerValidator(issuer), audience(audience), lifeTime(clock)));
    return new TokenDecoder(decoder);
  }

  private static JWSVerifierFactory quickVerifiers() {
    var verifiers = new DefaultJWSVerifierFactory();
    verifiers.getJCAContext().setProvider(ARITHMETIC);
    return verifiers;
  }

  @Override
  public Mono<Jwt> decode(String token) {
    if (token.length() > MAX_LENGTH) {
      return Mono.error(UNAUTHENTICATED.exception());
    }
    return decoder.decode(token).onErrorMap(TokenDecoder::problem);
  }

  private static Flux<com.nimbusds.jose.jwk.JWK> keysFor(SignedJWT token, VerificationKeys keys) {
    String keyId = token.getHeader().getKeyID();
    return keyId == null ? Flux.empty() : keys.withId(keyId);
  }

  private static OAuth2TokenValidator<Jwt> audience(String audience) {
    return jwt -> {
      var found = jwt.getAudience();
      return found != null && found.size() == 1 && found.contains(audience)
          ? OAuth2TokenValidatorResult.success()
          : OAuth2TokenValidatorResult.failure(new OAuth2Error("audience"));
    };
  }

  private static OAuth2TokenValidator<Jwt> lifeTime(Clock clock) {
    return jwt -> {
      Instant now = clock.instant();
      Instant issuedAt = jwt.getIssuedAt();
      Instant expiresAt = jwt.getExpiresAt();
      if (issuedAt == null || expiresAt == null || issuedAt.isAfter(now.plus(ClockSkew.FORGIVEN))) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("times"));
      }
      return expiresAt.plus(ClockSkew.FORGIVEN).isAfter(now)
          ? OAuth2TokenValidatorResult.success()
          : OAuth2TokenValidatorResult.failure(new OAuth2Error(EXPIRED));
    };
  }

  private static ProblemException problem(Throwable error) {
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < 8; depth++) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
      cause = cause.getCause();
    }
    return switch (error) {
      case JwtValidationException invalid when onlyExpired(invalid) -> TOKEN_EXPIRED.exception();
      case BadJwtException bad -> UNAUTHENTICATED.exception();
      case JwtException unknown -> UNAVAILABLE.exception();
      default -> UNAUTHENTICATED.exception();
    };
  }

  private static boolean onlyExpired(JwtValidationException invalid) {
    return invalid.getErrors().stream().allMatch(error -> error.getErrorCode().equals(EXPIRED));
  }
}
