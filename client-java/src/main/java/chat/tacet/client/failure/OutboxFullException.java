package chat.tacet.client.failure;

import java.io.Serial;

/** More waits to be sent than may, in one conversation or in all. Worth another try later. */
public final class OutboxFullException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  public OutboxFullException(String message) {
    super(message, null);
  }
}
