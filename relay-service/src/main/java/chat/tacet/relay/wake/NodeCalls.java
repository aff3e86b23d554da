package chat.tacet.relay.wake;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls other nodes and answers their calls: channel {@code relay:wake:<node>}. */
public final class NodeCalls {

  private static final Logger log = LoggerFactory.getLogger(NodeCalls.class);

  private final RedisLink redis;
  private final Roster roster;
  private final String node;

  public NodeCalls(RedisLink redis, Roster roster, Holder.Names names) {
    this.redis = redis;
    this.roster = roster;
    this.node = names.node();
  }

  /** The channel this node listens to. */
  public String channel() {
    return channel(node);
  }

  /** Tells the node of {@code holder} that there is mail. */
  public void wake(UUID device, String holder) {
    call(holder, new NodeCall.Wake(device));
  }

  /** Tells the node of {@code before} that its connection was displaced by {@code holder}. */
  public void displace(UUID device, String before, String holder) {
    call(before, new NodeCall.Displaced(device, holder));
  }

  /** Passes a frame on that may be lost. */
  public void whisper(UUID device, String holder, ServerFrame frame) {
    call(holder, new NodeCall.Whisper(device, frame.toByteString().asReadOnlyByteBuffer()));
  }

  /** Handles one call of another node. */
  public void heard(byte[] message) {
    NodeCall.parse(message)
        .ifPresent(call -> {
          ConnectedDevice connected = roster.find(call.device());
          if (connected != null) {
            answer(call, connected);
          }
        });
  }

  private static void answer(NodeCall call, ConnectedDevice connected) {
    switch (call) {
      case NodeCall.Wake wake -> connected.wake();
      case NodeCall.Displaced displaced -> {
        if (!connected.holder().equals(displaced.holder())) {
          connected.doubt();
        }
      }
      case NodeCall.Whisper whisper -> {
        try {
          connected.tell(ServerFrame.parseFrom(whisper.frame()));
        } catch (InvalidProtocolBufferException e) {
          log.warn("unreadable whisper from another node");
        }
      }
    }
  }

  private void call(String holder, NodeCall call) {
    String target = Holder.nodeOf(holder);
    if (target.equals(node)) {
      // A name of ours that the roster does not know any more: nobody is there.
      return;
    }
    redis
        .commands()
        .publish(Bytes.of(channel(target)), call.toBytes())
        .whenComplete((receivers, failure) -> {
          if (failure != null) {
            log.debug("a call to another node was lost: {}", failure.toString());
          }
        });
  }

  private static String channel(String node) {
    return "relay:wake:" + node;
  }
}
