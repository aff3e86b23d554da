package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Refresh tokens: each is good once, one lost answer is forgiven, theft ends the login. */
@ParameterizedClass
@EnumSource(Database.class)
class RefreshStoryTest {

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static RunningAuth auth;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    auth = RunningAuth.on(database);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    auth.close();
  }

  @Test
  void eachExchangeGivesANewCookie() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    var seen = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      assertThat(seen.add(laptop.cookie)).isTrue();
      assertThat(laptop.refresh().status()).isEqualTo(200);
    }
  }

  @Test
  void aLostAnswerIsGivenAgainToWhoWaitedForItAndPaused() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    String beforeTheLoss = laptop.cookie;
    laptop.refresh();
    String lost = laptop.cookie;

    RunningAuth.CLOCK.advance(Duration.ofSeconds(90));
    laptop.cookie = beforeTheLoss;
    assertThat(laptop.refresh().status()).isEqualTo(200);

    assertThat(laptop.cookie).isEqualTo(lost);
    assertThat(laptop.refresh().status()).isEqualTo(200);
  }

  @Test
  void anOldTokenAfterThatEndsTheLoginForEverybody() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    var thief = new Device(auth, Person.called("thief"));
    thief.cookie = laptop.cookie;
    laptop.refresh();
    RunningAuth.CLOCK.advance(Duration.ofSeconds(121));

    assertThat(thief.refresh().problem()).isEqualTo("login-ended");
    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
    Eventually.holds(() ->
        assertThat(laptop.post("/api/v1/auth/tickets", null).problem()).isEqualTo("login-ended"));
  }

  @Test
  void aTokenTwoExchangesOldIsTheftEvenAtOnce() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    String old = laptop.cookie;
    laptop.refresh();
    laptop.refresh();
    laptop.cookie = old;
    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
  }

  @Test
  void aMadeUpTokenHarmsNobody() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    var thief = new Device(auth, Person.called("thief"));
    for (String madeUp : new String[] {"x", "", Person.random(48), Person.random(47)}) {
      thief.cookie = madeUp;
      assertThat(thief.refresh().problem()).isEqualTo("login-ended");
    }
    assertThat(laptop.refresh().status()).isEqualTo(200);
  }

  @Test
  void twoTabsThatRefreshAtOnceGetTheSameCookie() throws Exception {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    var tabs = new ArrayList<Device>();
    var answers = new ArrayList<Future<Device.Answer>>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        var tab = new Device(auth, alice);
        tab.cookie = laptop.cookie;
        tabs.add(tab);
        answers.add(threads.submit(tab::refresh));
      }
    }
    for (var answer : answers) {
      assertThat(answer.get().status()).isEqualTo(200);
    }
    assertThat(tabs).extracting(tab -> tab.cookie).containsOnly(tabs.getFirst().cookie);
    assertThat(tabs.getFirst().refresh().status()).isEqualTo(200);
  }

  @Test
  void aLoginThatNobodyUsedForSixtyDaysIsOver() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    laptop.post("/api/v1/auth/account/complete", null);
    RunningAuth.CLOCK.advance(Duration.ofDays(61));
    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
  }
}
