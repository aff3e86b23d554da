package chat.tacet.client.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.tacet.client.protocol.RefusedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects a refusal with a certain code. */
public final class Refused {

  private Refused() {}

  public static void with(String code, ThrowingCallable act) {
    RefusedException refusal = catchThrowableOfType(RefusedException.class, act);
    assertThat(refusal).as("refused with " + code).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
  }
}
