package chat.tacet.benchmark.driver;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The same through our driver, as Spring's client does it: a connection for each piece of work. One
 * caller, whose thread never waits but for the end of a measurement.
 */
public class R2dbcBenchmark {

  /** Selects for one look at the clock. */
  private static final int SELECTS = 4_096;

  /** The driver, with its own threads. */
  @State(Scope.Benchmark)
  public static class Driver {

    private final ConnectionFactory factory =
        ConnectionFactories.get("r2dbc:sqlite:file://" + Rows.given());

    <T> Flux<T> with(Function<Connection, Publisher<T>> work) {
      return Flux.usingWhen(factory.create(), work, Connection::close);
    }

    @TearDown
    public void close() {
      Mono.from(((io.r2dbc.spi.Closeable) factory).close()).block();
    }
  }

  @Benchmark
  @OperationsPerInvocation(SELECTS)
  public void pointSelects(Driver driver, Blackhole sink) {
    Flux.range(0, SELECTS)
        .flatMap(_ -> select(driver), Rows.IN_FLIGHT)
        .doOnNext(sink::consume)
        .blockLast();
  }

  @Benchmark
  public String oneSelect(Driver driver) {
    return select(driver).single().blockOptional().orElseThrow();
  }

  @Benchmark
  @OperationsPerInvocation(Rows.MANY)
  public void manyRows(Driver driver, Blackhole sink) {
    driver
        .with(connection ->
            Flux.from(
                    connection
                        .createStatement(Rows.SELECT_MANY)
                        .bind(0, ThreadLocalRandom.current().nextInt(Rows.COUNT - Rows.MANY))
                        .execute())
                .concatMap(result ->
                    result.map((row, _) -> {
                      sink.consume(row.get(0, Long.class));
                      return row.get(1, String.class);
                    })))
        .doOnNext(sink::consume)
        .blockLast();
  }

  @Benchmark
  @OperationsPerInvocation(Rows.BATCH)
  public void insertBatch(Driver driver) {
    driver
        .with(connection -> {
          var insert = connection.createStatement(Rows.INSERT);
          for (int i = 0; i < Rows.BATCH; i++) {
            if (i > 0) {
              insert.add();
            }
            insert.bind(0, i).bind(1, Rows.BODY);
          }
          return Mono.from(connection.beginTransaction())
              .thenMany(Flux.from(insert.execute()).concatMap(Result::getRowsUpdated))
              .then(Mono.from(connection.commitTransaction()));
        })
        .blockLast();
  }

  @Benchmark
  public Long oneInsert(Driver driver) {
    return driver
        .with(connection ->
            Flux.from(
                    connection.createStatement(Rows.INSERT).bind(0, 1).bind(1, Rows.BODY).execute())
                .concatMap(Result::getRowsUpdated))
        .single()
        .blockOptional()
        .orElseThrow();
  }

  private static Flux<String> select(Driver driver) {
    return driver.with(connection ->
        Flux.from(
                connection
                    .createStatement(Rows.SELECT_ONE)
                    .bind(0, ThreadLocalRandom.current().nextInt(Rows.COUNT))
                    .execute())
            .concatMap(result -> result.map((row, _) -> row.get(0, String.class))));
  }
}
