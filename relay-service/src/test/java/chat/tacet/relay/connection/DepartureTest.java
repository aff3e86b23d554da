package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.relay.frame.ClientCommand;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepartureTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Goodbye.Code> told = new ArrayList<>();
  private int unanswered = 1;
  private final Departure departure =
      new Departure(channel, new FrameWriter(channel), () -> unanswered, told::add);

  @Test
  void whatTheDeviceHasIsStillTakenWhileItsMessagesAreAnswered() {
    departure.onceAnswered(Duration.ofMinutes(1));

    assertThat(departure.takes(new ClientCommand.Acknowledge(List.of()))).isTrue();
    assertThat(departure.takes(new ClientCommand.PingSignal(1))).as("nothing else").isFalse();
    assertThat(told).isEmpty();

    unanswered = 0;
    departure.answered();

    assertThat(told).as("counted like any other end").containsExactly(Goodbye.Code.SHUTTING_DOWN);
    assertThat(departure.takes(new ClientCommand.Acknowledge(List.of()))).isFalse();
  }
}
