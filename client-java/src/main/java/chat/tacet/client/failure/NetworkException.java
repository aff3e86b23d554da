package chat.tacet.client.failure;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The server could not be reached, or did not answer in time. Worth another try later. */
public final class NetworkException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  public NetworkException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
