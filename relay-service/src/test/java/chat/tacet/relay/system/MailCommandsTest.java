package chat.tacet.relay.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailCommandsTest {

  @Test
  void aTimeIsShownAsItWouldBeSet() {
    assertThat(MailCommands.words(Duration.ofDays(45))).isEqualTo("45d");
    assertThat(MailCommands.words(Duration.ofHours(36))).isEqualTo("36h");
    assertThat(MailCommands.words(Duration.ofSeconds(90))).isEqualTo("90s");
    assertThat(MailCommands.words(Duration.ofMillis(1500))).isEqualTo("1500ms");
  }
}
