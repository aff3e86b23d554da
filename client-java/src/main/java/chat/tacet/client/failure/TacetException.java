package chat.tacet.client.failure;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something did not work. The class says whose fault it is and so who can mend it. Messages are
 * English, for logs, and never hold a name, a text or a key.
 */
public abstract sealed class TacetException extends RuntimeException
    permits UsageException,
        WrongPasswordException,
        ServerRefusedException,
        NetworkException,
        OutboxFullException,
        AlarmException,
        StoreException {

  @Serial private static final long serialVersionUID = 1L;

  TacetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
