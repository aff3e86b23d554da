package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Floods are refused at the door, one address and one account at a time. */
class ThrottleTest {

  @Test
  void anAddressThatAsksTooMuchIsToldWhenToComeBack() {
    try (var door =
        Door.open(
            Map.of(
                "TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_BURST",
                3,
                "TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE",
                6))) {
      for (int i = 0; i < 3; i++) {
        assertThat(door.get("/api/v1/auth/usernames/bob").statusCode()).isEqualTo(200);
      }
      var refused = door.get("/api/v1/auth/usernames/bob");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"code\":\"rate-limited\"").contains("retryAfterMs");
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(1L, 11L);
      assertThat(door.get("/").statusCode())
          .as("the web client has a limit of its own")
          .isEqualTo(200);
    }
  }

  @Test
  void behindATrustedProxyEachClientHasItsOwnLimit() {
    try (var door =
        Door.open(
            Map.of(
                "tacet.trusted-proxies",
                "127.0.0.1",
                "tacet.gateway.throttle.calls-per-address.burst",
                1,
                "tacet.gateway.throttle.calls-per-address.per-minute",
                1))) {
      assertThat(asFrom(door, "203.0.113.1")).isEqualTo(200);
      assertThat(asFrom(door, "203.0.113.1")).isEqualTo(429);
      assertThat(asFrom(door, "203.0.113.2")).isEqualTo(200);
      assertThat(asFrom(door, "2001:db8::1")).isEqualTo(200);
      assertThat(asFrom(door, "2001:db8::2")).as("the same /64").isEqualTo(429);
      assertThat(asFrom(door, "2001:db8:0:1::1")).isEqualTo(200);
    }
  }

  @Test
  void anAccountIsCountedOverAllItsAddresses() {
    try (var door =
        Door.open(
            Map.of(
                "tacet.trusted-proxies",
                "127.0.0.1",
                "tacet.gateway.throttle.calls-per-account.burst",
                2,
                "tacet.gateway.throttle.calls-per-account.per-minute",
                1))) {
      var alice = UUID.randomUUID();
      var bob = UUID.randomUUID();

      assertThat(profile(door, alice, "203.0.113.1")).isEqualTo(200);
      assertThat(profile(door, alice, "203.0.113.2")).isEqualTo(200);
      assertThat(profile(door, alice, "203.0.113.3")).isEqualTo(429);
      assertThat(profile(door, bob, "203.0.113.3")).isEqualTo(200);
    }
  }

  @Test
  void callersAreToldWhatIsLeft() {
    try (var door =
        Door.open(
            Map.of(
                "tacet.gateway.throttle.calls-per-address.burst", 9,
                "tacet.gateway.throttle.calls-per-address.per-minute", 60,
                "tacet.gateway.throttle.calls-per-account.burst", 1,
                "tacet.gateway.throttle.calls-per-account.per-minute", 1))) {
      var call =
          door.to("/api/v1/social/profile")
              .header("Authorization", "Bearer " + door.tokens.access(UUID.randomUUID()));
      var allowed = door.send(call).headers();
      var refused = door.send(call).headers();

      assertThat(allowed.allValues("RateLimit-Policy"))
          .containsExactly("\"address\";q=9;w=9", "\"account\";q=1;w=60");
      assertThat(allowed.allValues("RateLimit").getFirst()).startsWith("\"address\";r=8;t=");
      assertThat(allowed.allValues("RateLimit").getLast()).startsWith("\"account\";r=0;t=");
      assertThat(refused.allValues("RateLimit").getLast()).startsWith("\"account\";r=0;t=");
      assertThat(refused.firstValue("Retry-After")).isPresent();
      assertThat(door.get("/").headers().map()).doesNotContainKey("RateLimit");
    }
  }

  private static int asFrom(Door door, String address) {
    return door.send(door.to("/api/v1/auth/usernames/bob").header("X-Forwarded-For", address))
        .statusCode();
  }

  private static int profile(Door door, UUID account, String address) {
    return door.send(
            door.to("/api/v1/social/profile")
                .header("Authorization", "Bearer " + door.tokens.access(account))
                .header("X-Forwarded-For", address))
        .statusCode();
  }
}
