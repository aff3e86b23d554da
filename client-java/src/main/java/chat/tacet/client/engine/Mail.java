package chat.tacet.client.engine;

import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.relay.End;
import chat.tacet.client.relay.RelayLink;
import chat.tacet.client.relay.RelayListener;
import chat.tacet.client.relay.SendParts;
import chat.tacet.contracts.relay.v1.Ack;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine's side of the relay: brings frames onto its thread, and sends what was committed. */
final class Mail implements RelayListener, AutoCloseable {

  /** Of one {@code Ack}, [F-10]. */
  private static final int MAX_ACKS = 256;

  private final EngineThread engine;
  private final RelayLink link;
  private @Nullable Receiver receiver;
  private final List<ByteString> acknowledged = new ArrayList<>();
  private @Nullable Welcome welcome;

  /** What the relay says, on the engine's thread. */
  interface Receiver {

    void connected(Welcome welcome);

    void frame(ServerFrame frame);

    /**
     * There is no connection.
     *
     * @param wasConnected whether there had been one, or it was only tried
     */
    void ended(End end, boolean wasConnected);
  }

  Mail(EngineThread engine, Function<RelayListener, RelayLink> link) {
    this.engine = engine;
    this.link = link.apply(this);
  }

  /** Connects, and goes on doing so. */
  void start(Receiver to) {
    receiver = to;
    link.start();
  }

  boolean isOpen() {
    return welcome != null;
  }

  /** As many unacknowledged envelopes as the relay may have delivered. */
  int window() {
    return welcome == null ? Integer.MAX_VALUE : welcome.getDeliveryWindow();
  }

  void send(Bytes wholeSend) {
    Welcome limits = welcome;
    if (limits == null) {
      // It is handed over again after the next welcome.
      return;
    }
    try {
      Send send = Send.parseFrom(wholeSend.toArray());
      link.send(SendParts.of(send, limits.getMaxFrameBytes()));
    } catch (InvalidProtocolBufferException bug) {
      throw new IllegalStateException("a stored envelope does not parse", bug);
    }
  }

  /** To be told with the next {@link #flush}. What is not heard is delivered again. */
  void acknowledge(ByteString mailId) {
    acknowledged.add(mailId);
  }

  void flush() {
    for (int from = 0; from < acknowledged.size(); from += MAX_ACKS) {
      var ack =
          Ack.newBuilder()
              .addAllMailIds(
                  acknowledged.subList(from, Math.min(acknowledged.size(), from + MAX_ACKS)));
      link.send(List.of(ClientFrame.newBuilder().setAck(ack).build()));
    }
    acknowledged.clear();
  }

  void protocolError() {
    link.protocolError();
  }

  static EnvelopeId envelope(ByteString id) {
    return new EnvelopeId(Ids.bytes(id));
  }

  private Receiver receiver() {
    return Objects.requireNonNull(receiver, "nothing comes before the start");
  }

  @Override
  public void welcomed(Welcome frame) {
    engine.post(() -> {
      welcome = frame;
      receiver().connected(frame);
    });
  }

  @Override
  public void received(ServerFrame frame) {
    engine.post(() -> receiver().frame(frame));
  }

  @Override
  public void ended(End end) {
    engine.post(() -> {
      boolean wasConnected = welcome != null;
      welcome = null;
      acknowledged.clear();
      receiver().ended(end, wasConnected);
    });
  }

  @Override
  public void close() {
    link.close();
  }
}
