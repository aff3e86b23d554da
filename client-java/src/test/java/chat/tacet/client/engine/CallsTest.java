package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.TacetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call to the server")
class CallsTest {

  @Test
  @DisplayName("that ends with an error is told as failed, and the engine breaks at it")
  void error() throws Exception {
    var told = new CompletableFuture<TacetException>();
    var broken = new CompletableFuture<Error>();
    try (var engine = new EngineThread(task -> run(task, broken), () -> {}, () -> {})) {
      engine.start();
      new Calls(engine)
          .run(
              () -> {
                throw new OutOfMemoryError("an answer that is too large");
              },
              done -> {},
              told::complete);

      assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(NetworkException.class);
      assertThat(broken.get(10, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
    }
  }

  private static void run(Runnable task, CompletableFuture<Error> broken) {
    try {
      task.run();
    } catch (Error error) {
      broken.complete(error);
      throw error;
    }
  }
}
