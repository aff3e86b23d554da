package chat.tacet.client.engine;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.TacetException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@link Background} of a real engine: a virtual thread for each call, few at once. */
final class Calls implements Background {

  /** So many at once: more would only wait at the server. */
  private static final int AT_ONCE = 8;

  /** A call waits so long for its turn behind others, each of which has its own limit. */
  private static final long TURN_WITHIN_S = 120;

  private final EngineThread engine;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  Calls(EngineThread engine) {
    this.engine = engine;
  }

  @Override
  public <T> void run(Supplier<T> call, Consumer<T> done, Consumer<TacetException> failed) {
    Thread.ofVirtual()
        .name("tacet-call")
        .start(() -> {
          try {
            T result = inTurn(call);
            engine.post(() -> done.accept(result));
          } catch (TacetException refused) {
            engine.post(() -> failed.accept(refused));
          } catch (RuntimeException bug) {
            engine.post(() -> failed.accept(new NetworkException("a call failed", bug)));
          } catch (Error broken) {
            // Whoever waits for it hears so; then the engine ends, as if it had broken there.
            engine.post(() -> failed.accept(new NetworkException("a call failed", broken)));
            engine.post(() -> {
              throw broken;
            });
          }
        });
  }

  private <T> T inTurn(Supplier<T> call) {
    try {
      if (!turns.tryAcquire(TURN_WITHIN_S, TimeUnit.SECONDS)) {
        throw new NetworkException("too many calls at once", null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", interrupted);
    }
    try {
      return call.get();
    } finally {
      turns.release();
    }
  }
}
