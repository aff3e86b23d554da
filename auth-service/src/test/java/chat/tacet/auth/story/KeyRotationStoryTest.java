package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys change while people are signed in, and nobody notices. */
@ParameterizedClass
@EnumSource(Database.class)
class KeyRotationStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void theNextKeyIsPublishedBeforeItSignsAndTheOldOneAsLongAsItsTokensLive() {
    String url = database.newUrl();
    var keys =
        Map.<String, Object>of(
            "tacet.auth.keys.sign-for", "30d",
            "tacet.auth.keys.publish-ahead", "15m",
            "tacet.auth.keys.check-every", "100ms");
    try (var auth = RunningAuth.start(url, keys)) {
      var laptop = new Device(auth, Person.called("alice")).signedIn();
      laptop.post("/api/v1/auth/account/complete", null);
      String first = keyOf(laptop);
      assertThat(published(auth)).containsExactly(first);

      RunningAuth.CLOCK.advance(Duration.ofDays(30).minusMinutes(14));
      awaitPublished(auth, 2);
      laptop.refresh();
      assertThat(keyOf(laptop)).as("published, but not used yet").isEqualTo(first);
      String signedByFirst = laptop.token();

      RunningAuth.CLOCK.advance(Duration.ofMinutes(16));
      laptop.refresh();
      assertThat(keyOf(laptop)).isNotEqualTo(first);
      assertThat(published(auth)).contains(first);
      assertThat(signedByFirst).isNotEqualTo(laptop.token());

      RunningAuth.CLOCK.advance(Duration.ofMinutes(30));
      awaitPublished(auth, 1);
      assertThat(published(auth)).doesNotContain(first);
    }
    try (var restarted = RunningAuth.start(url, keys)) {
      var phone = new Device(restarted, Person.called("bob")).signedIn();
      assertThat(published(restarted)).as("keys survive a restart").containsExactly(keyOf(phone));
    }
  }

  @Test
  void aClockThatWasAheadWhenTheFirstKeyWasMadeIsPutRightAndPeopleSignInAtOnce() {
    try (var auth = RunningAuth.on(database)) {
      RunningAuth.CLOCK.advance(Duration.ofHours(-1));
      var laptop = new Device(auth, Person.called("alice")).signedIn();
      assertThat(published(auth)).containsExactly(keyOf(laptop));
    } finally {
      RunningAuth.CLOCK.advance(Duration.ofHours(1));
    }
  }

  @Test
  void onlyPublicHalvesArePublished() {
    try (var auth = RunningAuth.on(database)) {
      var answer = new Device(auth, Person.called("stranger")).get("/api/v1/auth/jwks.json");
      assertThat(answer.at("$.keys[0].kty")).isEqualTo("EC");
      assertThat(answer.at("$.keys[0].crv")).isEqualTo("P-256");
      assertThat(answer.body()).doesNotContain("\"d\"");
    }
  }

  private static void awaitPublished(RunningAuth auth, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(published(auth)).hasSize(count));
  }

  private static Set<String> published(RunningAuth auth) {
    try {
      var ids = new HashSet<String>();
      JWKSet.parse(stranger(auth).get("/api/v1/auth/jwks.json").body())
          .getKeys()
          .forEach(key -> ids.add(key.getKeyID()));
      return ids;
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Device stranger(RunningAuth auth) {
    return new Device(auth, Person.called("stranger"));
  }

  private static String keyOf(Device device) {
    try {
      return SignedJWT.parse(device.token()).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
