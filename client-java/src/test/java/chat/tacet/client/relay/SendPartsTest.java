package chat.tacet.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import com.google.protobuf.ByteString;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

@Label("[F-3] The parts of an envelope")
class SendPartsTest {

  @Property(tries = 200)
  @Label("fit into frames and are together what was to be sent")
  void parts(
      @ForAll @IntRange(max = 49_152) int contentBytes,
      @ForAll @IntRange(max = 300) int devices,
      @ForAll @IntRange(min = 16_384, max = 65_536) int maxFrameBytes) {
    Send whole = send(contentBytes, devices);

    List<ClientFrame> frames = SendParts.of(whole, maxFrameBytes);

    assertThat(frames).allMatch(frame -> frame.getSerializedSize() <= maxFrameBytes);
    assertThat(frames).allMatch(frame -> frame.getSend().getEnvelopeId().size() == 16);
    assertThat(frames.getFirst().getSend().hasHeader()).isTrue();
    assertThat(frames.stream().filter(frame -> frame.getSend().hasHeader())).hasSize(1);
    assertThat(frames.stream().filter(frame -> frame.getSend().getCommit())).hasSize(1);
    assertThat(frames.getLast().getSend().getCommit()).isTrue();
    assertThat(together(frames)).isEqualTo(whole);
  }

  private static Send together(List<ClientFrame> frames) {
    Send.Builder whole = frames.getFirst().getSend().toBuilder().setCommit(true);
    for (ClientFrame frame : frames.subList(1, frames.size())) {
      whole.setContentChunk(whole.getContentChunk().concat(frame.getSend().getContentChunk()));
      whole.addAllKeys(frame.getSend().getKeysList());
    }
    return whole.build();
  }

  private static Send send(int contentBytes, int devices) {
    var send =
        Send.newBuilder()
            .setEnvelopeId(bytes(16))
            .setHeader(SendHeader.newBuilder().setRoomId(bytes(16)).setSendCounter(7))
            .setContentChunk(bytes(contentBytes))
            .setCommit(true);
    for (int device = 0; device < devices; device++) {
      send.addKeys(
          SealedKey.newBuilder()
              .setAccountId(bytes(16))
              .setDeviceId(bytes(16))
              .setSealed(bytes(2_516)));
    }
    return send.build();
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFrom(new byte[length]);
  }
}
