package chat.tacet.client.failure;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not be read or written: it is in use, damaged, or the disk is full. */
public final class StoreException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
