package chat.tacet.client.protocol.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * What never changes about a ratchet session.
 *
 * @param weInitiated whether this device made the handshake
 * @param generation [S-3]
 * @param createdAt milliseconds
 * @param replaces the session it replaces, [S-3]
 */
public record SessionFacts(
    TranscriptHash transcript,
    boolean weInitiated,
    long generation,
    long createdAt,
    @Nullable SessionId replaces) {

  public SessionId id() {
    return transcript.sessionId();
  }
}
