package chat.tacet.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.testing.TestPostgres;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The host of PostgreSQL is gone without a word, and comes back. */
class VanishedPostgresTest {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private SilentPath path;
  private DatabaseConnections connections;
  private DatabaseClient database;
  private Transactions transactions;

  @BeforeEach
  void start() {
    var url = TestPostgres.shared().newDatabaseUrl();
    int port = URI.create(url.substring("r2dbc:".length())).getPort();
    path = SilentPath.to(port);
    connections =
        DatabaseAutoConfiguration.connections(
            DatabaseUrl.parse(url.replace(":" + port + "/", ":" + path.port() + "/")),
            Duration.ofSeconds(10));
    database = DatabaseClient.create(connections.factory());
    transactions = new Transactions(new R2dbcTransactionManager(connections.factory()));
    database.sql("CREATE TABLE note (text TEXT NOT NULL)").then().block(WITHIN);
  }

  @AfterEach
  void stop() throws Exception {
    connections.close();
    path.close();
  }

  @Test
  void whatWaitsForItsAnswerIsUnavailableAndTheNextOneIsServed() {
    var change =
        write("half").then(Mono.fromRunnable(path::fallSilent)).then(Mono.defer(() -> write("x")));
    assertThatThrownBy(() -> transactions.run(change).block(WITHIN))
        .isInstanceOf(DataAccessResourceFailureException.class);

    path.comeBack();
    await().atMost(WITHIN).ignoreExceptions().until(() -> notes().isEmpty());
    transactions.run(write("whole")).block(WITHIN);
    assertThat(notes()).containsExactly("whole");
  }

  /** Nobody can know: the caller says it again. */
  @Test
  void aCommitWhoseAnswerIsLostIsUnavailableAndDone() {
    var change = write("of one").doOnSuccess(_ -> path.loseAnswers());
    assertThatThrownBy(() -> transactions.run(change).block(WITHIN))
        .isInstanceOf(DataAccessResourceFailureException.class);

    path.comeBack();
    await().atMost(WITHIN).ignoreExceptions().until(() -> notes().contains("of one"));
  }

  /** Lent again and again to people who lose patience early, it would be found out by nobody. */
  @Test
  void whatNobodyWaitsForAnyMoreIsNotLentAgain() {
    Flux.range(0, 8).flatMap(_ -> write("before")).blockLast(WITHIN);
    path.fallSilent();
    for (int caller = 0; caller < 8; caller++) {
      assertThatThrownBy(() -> write("lost").timeout(Duration.ofMillis(200)).block(WITHIN))
          .hasCauseInstanceOf(TimeoutException.class);
    }

    path.comeBack();
    write("after").block(WITHIN);
  }

  private Mono<Void> write(String text) {
    return database.sql("INSERT INTO note VALUES (:text)").bind("text", text).then();
  }

  private List<String> notes() {
    return database
        .sql("SELECT text FROM note")
        .map(row -> Columns.text(row, "text"))
        .all()
        .collectList()
        .blockOptional(WITHIN)
        .orElseThrow();
  }
}
