package chat.tacet.client.failure;

import java.io.Serial;

/**
 * What the server said breaks the protocol: it is broken, or somebody may be attacking. Do not
 * retry; tell a person.
 */
public final class AlarmException extends TacetException {

  @Serial private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code from {@code docs/spec/limits.md}, or {@code answer-malformed}
   */
  public AlarmException(String code) {
    super("protocol alarm: " + code, null);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
