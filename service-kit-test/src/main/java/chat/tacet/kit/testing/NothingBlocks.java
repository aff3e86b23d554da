package chat.tacet.kit.testing;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests during which something blocked an event loop: all of a module that detects
 * extensions ({@code junit-platform.properties}).
 */
public final class NothingBlocks implements AfterAllCallback {

  private static final int MAX_PLACES = 30;

  @Override
  public void afterAll(ExtensionContext context) {
    var seen = NonBlocking.seen();
    if (!seen.isEmpty()) {
      // In the message, because a build log shows no more of causes that lie in libraries.
      var places =
          Arrays.stream(seen.getFirst().getStackTrace())
              .limit(MAX_PLACES)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining("\n  "));
      throw new AssertionError(
          seen.size() + " blocking calls on event loops, the first from\n  " + places,
          seen.getFirst());
    }
  }
}
