package chat.tacet.relay.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.relay.TestLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator sets limits that cannot be kept. */
class RelayLimitsTest {

  @Test
  void acknowledgementsFitIntoOneCallOfTheStore() {
    assertThat(with("256", "5744").delivery().maxPendingAcks()).isEqualTo(5_744);
  }

  @Test
  void whatDoesNotIsRefusedAtTheStart() {
    assertThatThrownBy(() -> with("256", "5745"))
        .hasRootCauseMessage("window-frames and max-pending-acks are 6000 together at most");
  }

  private static RelayLimits with(String window, String pending) {
    return TestLimits.with(
        Map.of("delivery.window-frames", window, "delivery.max-pending-acks", pending));
  }
}
