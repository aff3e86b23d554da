package chat.tacet.relay.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import chat.tacet.contracts.relay.v1.Ack;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.Ping;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.contracts.relay.v1.Typing;
import chat.tacet.relay.TestLimits;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {

  private static final ByteString ID = Ids.write(UUID.randomUUID());
  private static final ByteString SHORT_ID = ID.substring(1);

  private final FrameDecoder decoder = new FrameDecoder(TestLimits.with(Map.of()));

  @Test
  void readsAPing() throws MalformedFrameException {
    byte[] frame =
        ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(7)).build().toByteArray();

    assertThat(decoder.decode(frame)).isEqualTo(new ClientCommand.PingSignal(7));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        argumentSet("nothing", new byte[0]),
        argumentSet("no protobuf", new byte[] {(byte) 0xff, (byte) 0xff}),
        argumentSet("a truncated message", new byte[] {0x0a, 0x10, 0x01}),
        argumentSet("a stray end of group", new byte[] {0x0c}),
        argumentSet("an unknown frame", new byte[] {(byte) 0xfa, 0x01, 0x00}),
        argumentSet("more than 64 KiB", new byte[65_537]),
        argumentSet("a send without envelope id", send(Send.newBuilder())),
        argumentSet("a short envelope id", send(Send.newBuilder().setEnvelopeId(SHORT_ID))),
        argumentSet(
            "a short mail id",
            frame(ClientFrame.newBuilder().setAck(Ack.newBuilder().addMailIds(SHORT_ID)))),
        argumentSet(
            "a mail id no stream has",
            frame(
                ClientFrame.newBuilder()
                    .setAck(
                        Ack.newBuilder()
                            .addMailIds(
                                ByteString.copyFrom(
                                    new byte[] {
                                      -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                                    }))))),
        argumentSet(
            "257 mail ids",
            frame(
                ClientFrame.newBuilder()
                    .setAck(Ack.newBuilder().addAllMailIds(Collections.nCopies(257, ID))))),
        argumentSet(
            "typing without room",
            frame(ClientFrame.newBuilder().setTyping(Typing.getDefaultInstance()))),
        argumentSet(
            "typing of 513 bytes",
            frame(
                ClientFrame.newBuilder()
                    .setTyping(Typing.newBuilder().setRoomId(ID).addSealed(key(513))))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  @DisplayName("[F-1] a frame that ends the connection")
  void endsTheConnectionOver(byte[] frame) {
    assertThatThrownBy(() -> decoder.decode(frame))
        .isInstanceOfSatisfying(
            MalformedFrameException.class,
            malformed -> assertThat(malformed.envelopeId()).isNull());
  }

  static Stream<Arguments> refused() {
    Send.Builder valid = Send.newBuilder().setEnvelopeId(ID);
    SendHeader.Builder header = SendHeader.newBuilder().setRoomId(ID);
    DeviceListVersion list = DeviceListVersion.newBuilder().setAccountId(ID).build();
    return Stream.of(
        argumentSet("a header without room", valid.clone().setHeader(SendHeader.newBuilder())),
        argumentSet(
            "a counter beyond 2^53",
            valid.clone().setHeader(header.clone().setSendCounter(1L << 53))),
        argumentSet(
            "a negative room version", valid.clone().setHeader(header.clone().setRoomVersion(-1))),
        argumentSet(
            "an account named twice",
            valid.clone().setHeader(header.clone().addDeviceLists(list).addDeviceLists(list))),
        argumentSet(
            "a device list without account",
            valid.clone().setHeader(header.clone().addDeviceLists(DeviceListVersion.newBuilder()))),
        argumentSet("an empty sealed key", valid.clone().addKeys(key(0))),
        argumentSet("a sealed key of 4 KiB and one byte", valid.clone().addKeys(key(4097))),
        argumentSet(
            "a key without device",
            valid.clone().addKeys(SealedKey.newBuilder().setAccountId(ID).setSealed(ID))),
        argumentSet(
            "273 keys", valid.clone().addAllKeys(Collections.nCopies(273, key(1).build()))));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("[F-1] a frame that refuses its message only")
  void refusesTheMessageOver(Send.Builder send) {
    assertThatThrownBy(() -> decoder.decode(send(send)))
        .isInstanceOfSatisfying(
            MalformedFrameException.class,
            malformed -> assertThat(malformed.envelopeId()).isEqualTo(Ids.read(ID)));
  }

  private static SealedKey.Builder key(int bytes) {
    return SealedKey.newBuilder()
        .setAccountId(ID)
        .setDeviceId(ID)
        .setSealed(ByteString.copyFrom(new byte[bytes]));
  }

  private static byte[] send(Send.Builder send) {
    return frame(ClientFrame.newBuilder().setSend(send));
  }

  private static byte[] frame(ClientFrame.Builder frame) {
    return frame.build().toByteArray();
  }

  @Test
  void aSmallPartDoesNotHoldTheLargeFrameThatItCameIn() throws Exception {
    byte[] frame =
        ClientFrame.newBuilder()
            .setSend(
                Send.newBuilder()
                    .setEnvelopeId(ID)
                    .setHeader(SendHeader.newBuilder().setRoomId(ID))
                    .setContentChunk(ByteString.copyFrom(new byte[500])))
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        1_000,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFrom(new byte[60_000]))
                            .build())
                    .build())
            .build()
            .toByteArray();
    var held = new WeakReference<>(frame);

    ClientCommand part = decoder.decode(frame);
    frame = null;

    await()
        .until(() -> {
          System.gc();
          return held.get() == null;
        });
    assertThat(((ClientCommand.SendPart) part).chunk().size()).isEqualTo(500);
  }
}
