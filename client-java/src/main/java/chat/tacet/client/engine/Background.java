package chat.tacet.client.engine;

import chat.tacet.client.failure.TacetException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls to the server, away from the engine's thread; what they bring comes back to it. */
interface Background {

  /** Exactly one of {@code done} and {@code failed} runs, on the engine's thread. */
  <T> void run(Supplier<T> call, Consumer<T> done, Consumer<TacetException> failed);
}
