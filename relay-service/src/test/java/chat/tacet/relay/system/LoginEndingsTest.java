package chat.tacet.relay.system;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.TestLimits;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LoginEndingsTest {

  private final Roster roster = new Roster();
  private final LoginEndings endings =
      new LoginEndings(roster, TestLimits.with(Map.of("connection.move-within", "200ms")));

  @Test
  void whereNobodyKnowsWhoseLoginsEndedEveryDeviceShowsItsTicketAgain() {
    var phones = Stream.generate(RetiredDevice::new).limit(20).toList();
    phones.forEach(roster::join);

    endings.missed();
    var late = new RetiredDevice();
    roster.join(late);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(phones).allSatisfy(phone -> assertThat(phone.told).hasValue(1)));
    assertThat(late.told).as("it was let in by what is known now").hasValue(0);
  }
}
