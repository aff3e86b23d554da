package chat.tacet.client.failure;

import java.io.Serial;

/** The program that uses this library asked for something that cannot be. */
public final class UsageException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null);
  }
}
