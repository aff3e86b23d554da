package chat.tacet.social.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class of stories during which something blocked an event loop. Registered for all. */
public final class NothingBlocks implements AfterAllCallback {

  @Override
  public void afterAll(ExtensionContext context) {
    var seen = NonBlocking.seen();
    if (!seen.isEmpty()) {
      throw new AssertionError(seen.size() + " blocking calls on event loops", seen.getFirst());
    }
  }
}
