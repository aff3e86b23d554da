package chat.tacet.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DisplayName;

/** Whatever a relay sends, before and after a sound Welcome, ends the connection or is a frame. */
@DisplayName("[F-1] [F-2] Frames of a relay and any bytes")
class RelayFramesFuzzTest {

  private static final byte[] WELCOME =
      ServerFrame.newBuilder()
          .setWelcome(
              Welcome.newBuilder()
                  .setProtocolVersion(1)
                  .setMaxFrameBytes(65_536)
                  .setMaxContentBytes(49_152)
                  .setMaxSendBytes(1 << 20)
                  .setDeliveryWindow(64)
                  .setPingIntervalMs(30_000))
          .build()
          .toByteArray();

  @FuzzTest
  void serverFrame(byte[] bytes) {
    Heard heard = new Heard();
    RelaySocket fresh = new RelaySocket(heard);
    fresh.heard(bytes);
    assertThat(heard.frames).as("frames before a Welcome").isZero();

    RelaySocket welcomed = new RelaySocket(heard);
    welcomed.heard(WELCOME);
    assertThat(welcomed.wasWelcomed()).isTrue();
    welcomed.heard(bytes);
    assertThat(heard.frames).isLessThanOrEqualTo(1);
  }

  private static final class Heard implements RelayListener {
    private int frames;

    @Override
    public void welcomed(Welcome welcome) {
      assertThat(WelcomeCheck.holds(welcome)).isTrue();
    }

    @Override
    public void received(ServerFrame frame) {
      frames++;
    }

    @Override
    public void ended(End end) {}
  }
}
