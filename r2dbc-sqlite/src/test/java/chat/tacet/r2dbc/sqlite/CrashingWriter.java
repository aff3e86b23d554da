package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.run;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A program that writes until it is killed and prints the number of each transaction once it is
 * acknowledged.
 */
final class CrashingWriter {

  private static final int WRITERS = 4;
  private static final int MAX_TRANSACTIONS = 100_000;

  private CrashingWriter() {}

  public static void main(String[] arguments) {
    SqliteConnectionFactory factory = Databases.open(Path.of(arguments[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    run(connect(factory), "CREATE TABLE note (id INTEGER); CREATE TABLE half (id INTEGER)").block();
    Flux.fromStream(IntStream.range(0, MAX_TRANSACTIONS).boxed())
        .flatMap(id -> write(factory, id), WRITERS)
        .doOnNext(out::println)
        .blockLast();
  }

  private static Mono<Integer> write(SqliteConnectionFactory factory, int id) {
    return Mono.usingWhen(
        factory.create(),
        connection ->
            connection
                .beginTransaction()
                .then(run(connection, "INSERT INTO note VALUES (" + id + ")"))
                .then(run(connection, "INSERT INTO half VALUES (" + id + ")"))
                .then(connection.commitTransaction())
                .thenReturn(id),
        SqliteConnection::close);
  }
}
