package chat.tacet.relay.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A frame that no correct client sends. If it is known which message it belonged to, that message
 * is refused; otherwise the connection ends.
 */
public final class MalformedFrameException extends Exception {

  private final @Nullable UUID envelopeId;

  MalformedFrameException(String message) {
    this(message, null);
  }

  MalformedFrameException(String message, @Nullable UUID envelopeId) {
    // Cheap on purpose: strangers decide how often it is thrown.
    super(message, null, false, false);
    this.envelopeId = envelopeId;
  }

  /** The message it belonged to, if that much could be read. */
  public @Nullable UUID envelopeId() {
    return envelopeId;
  }
}
