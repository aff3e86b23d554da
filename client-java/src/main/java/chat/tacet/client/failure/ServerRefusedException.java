package chat.tacet.client.failure;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server understood and said no. */
public final class ServerRefusedException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable Duration retryAfter;

  /**
   * @param status of HTTP
   * @param code of the problem document, from {@code contracts/rest.md}; stable
   */
  public ServerRefusedException(int status, String code, @Nullable Duration retryAfter) {
    super("the server refused: " + code + " (" + status + ")", null);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public boolean is(String wanted) {
    return code.equals(wanted);
  }

  /** Whether the same call may succeed later by itself. */
  public boolean isTemporary() {
    return status == 429 || status >= 500;
  }

  /** How long the server asks to wait before the same call. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
