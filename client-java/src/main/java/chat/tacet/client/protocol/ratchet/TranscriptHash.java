package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;

/** T: what both sides of a handshake agree on, 32 bytes, [H-4]. */
public record TranscriptHash(Bytes value) implements Comparable<TranscriptHash> {

  public static final int LENGTH = 32;

  public TranscriptHash {
    value.requireLength(LENGTH, "transcript-hash");
  }

  // [H-5]
  public SessionId sessionId() {
    return new SessionId(value.slice(0, SessionId.LENGTH));
  }

  @Override
  public int compareTo(TranscriptHash other) {
    return value.compareTo(other.value);
  }
}
