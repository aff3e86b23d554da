package chat.tacet.client.failure;

import java.io.Serial;

/** The password opens neither the store nor the account. */
public final class WrongPasswordException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  public WrongPasswordException() {
    super("wrong password", null);
  }
}
