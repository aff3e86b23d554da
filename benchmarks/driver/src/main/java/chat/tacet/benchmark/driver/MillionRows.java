package chat.tacet.benchmark.driver;

import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads a million rows in a heap that holds a tenth of them, and says how much of it was needed.
 */
final class MillionRows {

  private static final int LOOK_EVERY = 100_000;

  private MillionRows() {}

  public static void main(String[] arguments) {
    ConnectionFactory factory = ConnectionFactories.get("r2dbc:sqlite:file://" + Rows.given());
    Runtime runtime = Runtime.getRuntime();
    long rows =
        Flux.usingWhen(
                factory.create(),
                connection ->
                    Flux.from(connection.createStatement("SELECT id, body FROM message").execute())
                        .concatMap(
                            result -> result.map((row, _) -> row.get(1, String.class).length())),
                Connection::close)
            .index()
            .doOnNext(row -> {
              if (row.getT1() % LOOK_EVERY == 0) {
                runtime.gc();
                long used = runtime.totalMemory() - runtime.freeMemory();
                System.out.printf("row %,9d: %,d KiB of heap in use%n", row.getT1(), used / 1024);
              }
            })
            .count()
            .blockOptional()
            .orElseThrow();
    System.out.printf("%,d rows%n", rows);
    Mono.from(((Closeable) factory).close()).block();
  }
}
