package chat.tacet.client.relay;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/** Cuts a whole {@code Send} into frames that the relay takes, [F-3]. */
public final class SendParts {

  /** Tags, lengths, envelope id and commit flag around what a part carries. */
  private static final int AROUND = 64;

  private SendParts() {}

  /**
   * In the order to be sent; the first has the header, the last the commit.
   *
   * @param whole header, content and keys together
   */
  public static List<ClientFrame> of(Send whole, int maxFrameBytes) {
    var parts = new Parts(whole, maxFrameBytes - AROUND);
    parts.content(whole.getContentChunk());
    whole.getKeysList().forEach(parts::key);
    return parts.finish();
  }

  private static final class Parts {

    private final ByteString envelopeId;
    private final int room;
    private final List<ClientFrame> frames = new ArrayList<>();
    private Send.Builder part;
    private int used;

    Parts(Send whole, int room) {
      this.envelopeId = whole.getEnvelopeId();
      this.room = room;
      this.part = empty().setHeader(whole.getHeader());
      this.used = whole.getHeader().getSerializedSize();
    }

    void content(ByteString content) {
      int from = 0;
      while (from < content.size()) {
        int to = Math.min(content.size(), from + Math.max(0, room - used));
        if (to == from) {
          next();
          continue;
        }
        part.setContentChunk(content.substring(from, to));
        used += to - from;
        from = to;
      }
    }

    void key(SealedKey key) {
      int size = key.getSerializedSize() + AROUND;
      if (used + size > room) {
        next();
      }
      part.addKeys(key);
      used += size;
    }

    List<ClientFrame> finish() {
      part.setCommit(true);
      next();
      return frames;
    }

    private void next() {
      frames.add(ClientFrame.newBuilder().setSend(part).build());
      part = empty();
      used = 0;
    }

    private Send.Builder empty() {
      return Send.newBuilder().setEnvelopeId(envelopeId);
    }
  }
}
