package chat.tacet.kit.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.StrictService;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RevocationStoryTest {

  /**
   * Far longer than any of it takes: what is promised is asserted without a clock of this machine.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final UUID alice = UUID.randomUUID();
  private final UUID login = UUID.randomUUID();
  private final UUID phone = UUID.randomUUID();

  @Test
  void whatTheChannelLosesIsReadWithinFiveSeconds() {
    assertThat(RevocationReader.INTERVAL.plus(RevocationReader.READ_TIMEOUT))
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anEndedLoginIsRefusedEvenIfTheChannelSaysNothing() {
    try (var issuer = TestIssuer.start();
        var service = StrictService.start(issuer, TestRedis.shared());
        var client = RedisClient.create(TestRedis.shared().url());
        var redis = client.connect()) {
      String token = issuer.accessToken(alice, login, phone, "alice");
      isLetIn(service, token);

      redis.sync().zadd("auth:revoked", inTenMinutes(), "sid:" + login);

      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> expectMe(service, token, 401));
      assertThat(service.heard()).contains(new Revocation(Revocation.Kind.SID, login));
      assertThatThrownBy(() -> service.tickets().verify(issuer.ticket(alice, login, phone)).block())
          .hasMessage("login-ended");
    }
  }

  @Test
  void theChannelMakesItQuickAndNonsenseOnItDoesNoHarm() {
    try (var issuer = TestIssuer.start();
        var service = StrictService.start(issuer, TestRedis.shared());
        var client = RedisClient.create(TestRedis.shared().url());
        var redis = client.connect()) {
      String token = issuer.accessToken(alice, login, phone, "alice");
      isLetIn(service, token);
      redis.sync().publish("auth:revoked", "nonsense");
      redis.sync().publish("auth:revoked", "sid:nonsense");

      // It is in no list that could be read: who refuses her heard it on the channel.
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> {
            redis.sync().publish("auth:revoked", "sub:" + alice);
            expectMe(service, token, 401);
          });
    }
  }

  @Test
  void whatWasHeardDuringAReadSurvivesIt() {
    var clock = new HandClock();
    var known = new KnownRevocations(clock::nanoTime, List.of());
    known.replace(Set.of(), known.now());
    long readBegan = known.now();
    clock.advance(Duration.ofMillis(10));
    known.add(new Revocation(Revocation.Kind.DID, phone));

    known.replace(Set.of(), readBegan);

    assertThatThrownBy(() -> known.requireValid(alice, login, phone)).hasMessage("login-ended");
    clock.advance(Duration.ofSeconds(3));
    known.replace(Set.of(), known.now());
    known.requireValid(alice, login, phone);
  }

  @Test
  void listenersHearEachRevocationOnce() {
    var clock = new HandClock();
    var heard = new ArrayList<Revocation>();
    var known = new KnownRevocations(clock::nanoTime, List.of(heard::add));
    var revocation = new Revocation(Revocation.Kind.SID, login);

    known.add(revocation);
    known.add(revocation);
    known.replace(Set.of(revocation), known.now());

    assertThat(heard).containsExactly(revocation);
  }

  @Test
  void listenersHearThatSomeMayHaveComeAndGoneUnread() {
    var clock = new HandClock();
    var missed = new AtomicInteger();
    var known =
        new KnownRevocations(
            clock::nanoTime,
            List.of(
                new RevocationListener() {
                  @Override
                  public void revoked(Revocation revocation) {
                    throw new AssertionError("nothing was revoked");
                  }

                  @Override
                  public void missed() {
                    missed.incrementAndGet();
                  }
                }));

    clock.advance(Duration.ofHours(1));
    known.replace(Set.of(), known.now());
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    known.replace(Set.of(), known.now());
    assertThat(missed).as("at the start, and while they are kept").hasValue(0);

    clock.advance(Duration.ofMinutes(5));
    known.replace(Set.of(), known.now());
    known.replace(Set.of(), known.now());
    assertThat(missed).as("once after the gap").hasValue(1);
  }

  @Test
  void aListenerThatFailsTakesNothingFromTheOthers() {
    var clock = new HandClock();
    var heard = new ArrayList<Revocation>();
    RevocationListener failing =
        revocation -> {
          throw new IllegalStateException("cannot");
        };
    var known = new KnownRevocations(clock::nanoTime, List.of(failing, heard::add));
    var one = new Revocation(Revocation.Kind.SID, login);
    var two = new Revocation(Revocation.Kind.DID, phone);

    known.replace(Set.of(one, two), known.now());

    assertThat(heard).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void withoutAReadForThirtySecondsNobodyPasses() {
    var clock = new HandClock();
    var known = new KnownRevocations(clock::nanoTime, List.of());
    assertUnavailable(known);

    known.replace(Set.of(), known.now());
    known.requireValid(alice, login, phone);

    clock.advance(Duration.ofSeconds(29));
    known.requireValid(alice, login, phone);
    clock.advance(Duration.ofSeconds(1));
    assertUnavailable(known);
  }

  private void assertUnavailable(KnownRevocations known) {
    assertThatThrownBy(() -> known.requireValid(alice, login, phone))
        .isInstanceOf(ProblemException.class)
        .hasMessage("unavailable");
  }

  private static double inTenMinutes() {
    return Instant.now().plus(Duration.ofMinutes(10)).toEpochMilli();
  }

  /** Nobody passes before the first reading of the list is done. */
  private static void isLetIn(StrictService service, String token) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> expectMe(service, token, 200));
  }

  private static void expectMe(StrictService service, String token, int status) {
    int answered =
        service
            .client()
            .get()
            .uri("/me")
            .headers(headers -> headers.setBearerAuth(token))
            .exchange()
            .returnResult(Void.class)
            .getStatus()
            .value();
    assertThat(answered).isEqualTo(status);
  }

  /** A clock that runs by hand alone. */
  private static final class HandClock {
    private long nanos;

    void advance(Duration by) {
      nanos += by.toNanos();
    }

    long nanoTime() {
      return nanos;
    }
  }
}
