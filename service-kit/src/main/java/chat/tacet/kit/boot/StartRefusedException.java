package chat.tacet.kit.boot;

import java.util.Objects;

/**
 * A service cannot start, for a reason the operator can mend. Both sentences are shown to the
 * operator as they are.
 */
public class StartRefusedException extends RuntimeException {

  private final String remedy;

  /**
   * @param reason what is wrong, one sentence
   * @param remedy what to do about it, one sentence
   */
  public StartRefusedException(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  /** The same, with the exception that told us. */
  public StartRefusedException(String reason, String remedy, Throwable cause) {
    super(reason, cause);
    this.remedy = remedy;
  }

  /** What is wrong. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
