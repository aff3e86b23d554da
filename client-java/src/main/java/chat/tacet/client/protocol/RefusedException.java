package chat.tacet.client.protocol;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Refusal} out of a calculation. Nothing had changed when it was thrown: all
 * states are immutable. Refusals caused by others are expected and have no stack trace, so that a
 * flood of bad messages stays cheap.
 */
public final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    this(refusal, null);
  }

  public RefusedException(Refusal refusal, @Nullable Throwable cause) {
    super(refusal.code(), cause, false, isBug(refusal));
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }

  public String code() {
    return refusal.code();
  }

  private static boolean isBug(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Usage _, Refusal.Internal _ -> true;
      case Refusal.Validation _, Refusal.Verification _, Refusal.Codec _ -> false;
    };
  }
}
