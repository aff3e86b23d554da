package chat.tacet.kit.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands for {@code auth-service} in the tests of others: signs the tokens of {@code
 * contracts/rest.md} and publishes its keys on loopback.
 */
public final class TestIssuer implements AutoCloseable {

  private final String issuer;
  private final List<ECKey> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private final HttpServer server;

  private TestIssuer(String issuer, HttpServer server) {
    this.issuer = issuer;
    this.server = server;
  }

  /** One that says {@code iss} = {@code TACET_PUBLIC_URL}'s default. */
  public static TestIssuer start() {
    return start("http://localhost:8080");
  }

  public static TestIssuer start(String issuer) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var test = new TestIssuer(issuer, server);
      test.rotate();
      server.createContext("/jwks.json", exchange -> test.publish(exchange));
      server.start();
      return test;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    byte[] body = new JWKSet(List.copyOf(keys)).toString(true).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** For {@code TACET_AUTH_JWKS_URL}. */
  public String jwksUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
  }

  /** How often somebody fetched the keys. */
  public int fetches() {
    return fetches.get();
  }

  /** Signs with a new key from now on; the older ones stay published. */
  public void rotate() {
    try {
      keys.addFirst(
          new ECKeyGenerator(Curve.P_256)
              .keyID(UUID.randomUUID().toString())
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An access token, good for ten minutes. */
  public String accessToken(UUID account, UUID loginSession, UUID device, String username) {
    return accessToken(account, loginSession, device, username, claims -> {});
  }

  /** An access token with something changed, to see it refused. */
  public String accessToken(
      UUID account,
      UUID loginSession,
      UUID device,
      String username,
      Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims =
        claims(account, loginSession, device, Duration.ofMinutes(10))
            .audience("tacet")
            .claim("scope", "tacet")
            .claim("preferred_username", username);
    change.accept(claims);
    return sign("at+jwt", claims.build());
  }

  /** A connection ticket, good for 30 s. */
  public String ticket(UUID account, UUID loginSession, UUID device) {
    return ticket(account, loginSession, device, claims -> {});
  }

  /** A connection ticket with something changed, to see it refused. */
  public String ticket(
      UUID account, UUID loginSession, UUID device, Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims =
        claims(account, loginSession, device, Duration.ofSeconds(30)).audience("tacet-relay");
    change.accept(claims);
    return sign("ticket+jwt", claims.build());
  }

  private JWTClaimsSet.Builder claims(
      UUID account, UUID loginSession, UUID device, Duration lifeTime) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(account.toString())
        .claim("sid", loginSession.toString())
        .claim("did", device.toString())
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(lifeTime)));
  }

  /** Signs any claims under any type with the current key. */
  public String sign(String type, JWTClaimsSet claims) {
    ECKey key = keys.getFirst();
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build(),
            claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  /** The current key, to misuse it. */
  public ECKey currentKey() {
    return keys.getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
