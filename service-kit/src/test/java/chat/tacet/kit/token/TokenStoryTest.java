package chat.tacet.kit.token;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.StrictService;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.JsonPathAssertions;

class TokenStoryTest {

  private static final UUID ALICE = UUID.randomUUID();
  private static final UUID LOGIN = UUID.randomUUID();
  private static final UUID PHONE = UUID.randomUUID();

  private static TestIssuer issuer;
  private static StrictService service;

  @BeforeAll
  static void start() {
    issuer = TestIssuer.start();
    service = StrictService.start(issuer, TestRedis.shared());
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  @Test
  void aliceIsWhoHerTokenSays() {
    service
        .client()
        .get()
        .uri("/me")
        .headers(headers -> headers.setBearerAuth(token(claims -> {})))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.accountId")
        .isEqualTo(ALICE.toString())
        .jsonPath("$.username")
        .isEqualTo("alice");
  }

  @Test
  void anExpiredTokenSaysSo() {
    Instant past = Instant.now().minusSeconds(60);
    me(token(claims ->
        claims.issueTime(Date.from(past.minusSeconds(600))).expirationTime(Date.from(past))))
        .isEqualTo("token-expired");
  }

  @Test
  void tokensForOthersAreRefused() {
    me(token(claims -> claims.issuer("http://evil"))).isEqualTo("unauthenticated");
    me(token(claims -> claims.audience("tacet-relay"))).isEqualTo("unauthenticated");
    me(token(claims -> claims.audience(List.of("tacet", "x")))).isEqualTo("unauthenticated");
    me(token(claims -> claims.subject("alice"))).isEqualTo("unauthenticated");
    me(token(claims -> claims.claim("did", null))).isEqualTo("unauthenticated");
    me(token(claims -> claims.expirationTime(null))).isEqualTo("unauthenticated");
    me(token(claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(60)))))
        .isEqualTo("unauthenticated");
    me(issuer.ticket(ALICE, LOGIN, PHONE)).isEqualTo("unauthenticated");
    me("no-token").isEqualTo("unauthenticated");
    me("a.b.c").isEqualTo("unauthenticated");
    me("x".repeat(3000)).isEqualTo("unauthenticated");
    me("\u0000").isEqualTo("unauthenticated");
  }

  @Test
  void aRightSignatureUnderAWrongTypeOrAlgorithmIsRefused() throws JOSEException {
    JWTClaimsSet claims = claimsOf(token(change -> {}));
    me(issuer.sign("JWT", claims)).isEqualTo("unauthenticated");
    me(new PlainJWT(claims).serialize()).isEqualTo("unauthenticated");
    var hmac =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(issuer.currentKey().getKeyID())
                .build(),
            claims);
    hmac.sign(new MACSigner(issuer.currentKey().toECPublicKey().getEncoded()));
    me(hmac.serialize()).isEqualTo("unauthenticated");
  }

  @Test
  void aNewSigningKeyNeedsNoRestartAndMadeUpKeysCauseNoStormOfFetches() {
    me(token(claims -> {})).isEqualTo(null);
    issuer.rotate();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> me(token(claims -> {})).isEqualTo(null));

    try (var stranger = TestIssuer.start()) {
      int before = issuer.fetches();
      long begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        stranger.rotate();
        me(stranger.accessToken(ALICE, LOGIN, PHONE, "alice")).isEqualTo("unauthenticated");
      }
      var took = Duration.ofNanos(System.nanoTime() - begun);
      int allowed = 3 + (int) took.dividedBy(RemoteVerificationKeys.MIN_INTERVAL);
      assertThat(issuer.fetches() - before).isLessThanOrEqualTo(allowed);
    }
  }

  @Test
  void withoutKeysNobodyCanBeJudged() {
    var gone = TestIssuer.start();
    try (var lost = StrictService.start(gone, TestRedis.shared())) {
      gone.close();
      lost.client()
          .get()
          .uri("/me")
          .headers(headers -> headers.setBearerAuth(token(claims -> {})))
          .exchange()
          .expectStatus()
          .isEqualTo(503)
          .expectHeader()
          .exists("Retry-After")
          .expectBody()
          .jsonPath("$.code")
          .isEqualTo("unavailable");
    }
  }

  @Test
  void aTokenForSomeCallsIsGoodForThoseOnly() {
    me(token(claims -> claims.claim("scope", "me:read"))).isEqualTo(null);
    me(token(claims -> claims.claim("scope", "songs:sing me:read"))).isEqualTo(null);
    me(token(claims -> claims.claim("scope", "songs:sing"))).isEqualTo("insufficient-scope");
    me(token(claims -> claims.claim("scope", "me"))).isEqualTo("insufficient-scope");
    me(token(claims -> claims.claim("scope", ""))).isEqualTo("insufficient-scope");
    me(token(claims -> claims.claim("scope", null))).isEqualTo("insufficient-scope");
    me(token(claims -> claims.claim("scope", List.of("tacet")))).isEqualTo("insufficient-scope");
  }

  @Test
  void whatMayBeReadMayBeAskedForItsHeaders() {
    service
        .client()
        .head()
        .uri("/me")
        .headers(
            headers -> headers.setBearerAuth(token(claims -> claims.claim("scope", "me:read"))))
        .exchange()
        .expectStatus()
        .isOk();
    service.client().head().uri("/songs/" + ALICE).exchange().expectStatus().isOk();
  }

  @Test
  void aCallWithoutARuleIsForLoginsAlone() {
    service
        .client()
        .put()
        .uri("/me")
        .headers(headers ->
            headers.setBearerAuth(
                token(claims -> claims.claim("scope", "me:read me:write songs:sing"))))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("insufficient-scope")
        .jsonPath("$.scopes")
        .doesNotExist();
    service
        .client()
        .delete()
        .uri("/me")
        .headers(
            headers -> headers.setBearerAuth(token(claims -> claims.claim("scope", "me:read"))))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.scopes.length()")
        .isEqualTo(2);
  }

  @Test
  void aTicketIsNoTokenAndATokenIsNoTicket() {
    ticket(issuer.ticket(ALICE, LOGIN, PHONE)).isEqualTo(null);
    ticket(token(claims -> {})).isEqualTo("unauthenticated");
    ticket(
            issuer.ticket(
                ALICE,
                LOGIN,
                PHONE,
                claims ->
                    claims
                        .issueTime(Date.from(Instant.now().minusSeconds(61)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(31)))))
        .isEqualTo("token-expired");
    ticket("nonsense").isEqualTo("unauthenticated");
  }

  private static String token(Consumer<JWTClaimsSet.Builder> change) {
    return issuer.accessToken(ALICE, LOGIN, PHONE, "alice", change);
  }

  private static JWTClaimsSet claimsOf(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The problem code of the answer, or nothing if it was no problem. */
  private static Code me(String token) {
    return new Code(
        service
            .client()
            .get()
            .uri("/me")
            .header("Authorization", "Bearer " + token.replace('\u0000', '*'))
            .exchange()
            .expectBody()
            .jsonPath("$.code"));
  }

  private static Code ticket(String ticket) {
    return new Code(
        service
            .client()
            .get()
            .uri("/tickets/{ticket}", ticket)
            .exchange()
            .expectBody()
            .jsonPath("$.code"));
  }

  private record Code(JsonPathAssertions path) {
    void isEqualTo(@org.jspecify.annotations.Nullable String code) {
      if (code == null) {
        path.doesNotExist();
      } else {
        path.isEqualTo(code);
      }
    }
  }
}
