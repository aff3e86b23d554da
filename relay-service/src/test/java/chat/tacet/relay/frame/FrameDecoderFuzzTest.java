package chat.tacet.relay.frame;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.relay.TestLimits;
import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameDecoderFuzzTest {

  private static final ByteString ID = Ids.write(UUID.randomUUID());

  private final FrameDecoder decoder = new FrameDecoder(TestLimits.with(Map.of()));

  /** Whatever comes, it is a command or malformed, and never anything else. */
  @Property(tries = 2000)
  void neverFailsOtherwise(@ForAll @Size(max = 300) byte[] noise) {
    decodeAnything(noise);
  }

  @Property(tries = 2000)
  void neverFailsOverAFrameWithFlippedBits(
      @ForAll @IntRange(min = 0, max = 10_000) int position, @ForAll byte flip) {
    byte[] frame =
        ClientFrame.newBuilder()
            .setSend(
                Send.newBuilder()
                    .setEnvelopeId(ID)
                    .setHeader(
                        SendHeader.newBuilder()
                            .setRoomId(ID)
                            .addDeviceLists(DeviceListVersion.newBuilder().setAccountId(ID)))
                    .setContentChunk(ID)
                    .addKeys(SealedKey.newBuilder().setAccountId(ID).setDeviceId(ID).setSealed(ID))
                    .setCommit(true))
            .build()
            .toByteArray();
    frame[position % frame.length] ^= flip;
    decodeAnything(frame);
  }

  private void decodeAnything(byte[] bytes) {
    try {
      assertThat(decoder.decode(bytes)).isNotNull();
    } catch (MalformedFrameException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }
}
