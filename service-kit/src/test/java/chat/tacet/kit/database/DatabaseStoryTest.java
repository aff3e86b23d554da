package chat.tacet.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.boot.StartRefusedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A service's SQLite file from the start of the service to its end. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseStoryTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  /** The driver's threads that hold a connection to a file. */
  private static final Pattern LANE = Pattern.compile("r2dbc-sqlite-\\d+-(writer|reader-\\d+)");

  @TempDir private Path directory;

  @Test
  void aServiceThatStopsLeavesNothingButTheFile() {
    var before = lanes();
    try (var service = start()) {
      var database = service.getBean(DatabaseClient.class);
      write(database, "hello");
      Flux.range(0, 8).flatMap(_ -> read(database)).blockLast(WITHIN);
      assertThat(directory.resolve("kit.db-wal")).isNotEmptyFile();
      assertThat(lanes()).hasSizeGreaterThan(before.size());
    }

    assertThat(names()).containsExactly("kit.db");
    await().atMost(WITHIN).until(() -> lanes().equals(before));
    try (var again = start()) {
      assertThat(read(again.getBean(DatabaseClient.class)).blockLast(WITHIN)).isEqualTo("hello");
    }
  }

  @Test
  void whatANewerVersionWroteIsNotTouched() throws Exception {
    start().close();
    try (var file = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("kit.db"));
        var statement = file.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history SELECT 99, '99', 'of tomorrow', type, 'V99__x.sql',"
              + " checksum, installed_by, installed_on, execution_time, success"
              + " FROM flyway_schema_history WHERE version = '1'");
    }
    assertThatThrownBy(this::start)
        .hasRootCauseInstanceOf(StartRefusedException.class)
        .rootCause()
        .hasMessageContaining("newer version");
  }

  @Test
  void aTransactionThatNobodyEndedDoesNotHoldUpTheEnd() {
    try (var service = start()) {
      Connection connection =
          Mono.from(service.getBean(ConnectionFactory.class).create())
              .blockOptional(WITHIN)
              .orElseThrow();
      Flux.from(connection.beginTransaction())
          .thenMany(connection.createStatement("INSERT INTO note VALUES ('lost')").execute())
          .flatMap(result -> result.getRowsUpdated())
          .blockLast(WITHIN);
    }

    assertThat(names()).containsExactly("kit.db");
    try (var again = start()) {
      assertThat(read(again.getBean(DatabaseClient.class)).collectList().block(WITHIN)).isEmpty();
    }
  }

  /** At any moment, also between the beginning of a transaction and its work. */
  @Test
  void whoHangsUpWhileATransactionBeginsHoldsUpNobody() {
    try (var service = start()) {
      var database = service.getBean(DatabaseClient.class);
      var transactions = service.getBean(Transactions.class);
      var moments = new Random(1);
      for (int caller = 0; caller < 300; caller++) {
        var change = database.sql("INSERT INTO note VALUES ('of a caller')").then();
        Disposable call = transactions.run(change).subscribe();
        LockSupport.parkNanos(moments.nextInt(400_000));
        call.dispose();

        // refused by the driver after less than WITHIN, were the only writer still held
        write(database, "of the next one");
      }
    }
  }

  @Test
  void whatFailsAfterItsCallerHungUpIsNoNews(CapturedOutput log) {
    try (var service = start()) {
      var begun = new CountDownLatch(1);
      var hungUp = Sinks.<Void>empty();
      var failing =
          Mono.<Void>fromRunnable(begun::countDown)
              .then(hungUp.asMono())
              .then(Mono.error(new IllegalStateException("too late")));

      Disposable call = service.getBean(Transactions.class).run(failing).subscribe();
      await().atMost(WITHIN).until(() -> begun.getCount() == 0);
      call.dispose();
      hungUp.tryEmitEmpty();

      write(service.getBean(DatabaseClient.class), "of the next one");
      assertThat(log.getAll()).doesNotContain("onErrorDropped", "too late");
    }
  }

  @Test
  void aServiceThatCannotStartLeavesNothingEither() {
    var before = lanes();

    assertThatThrownBy(() -> start(Doomed.class)).hasRootCauseMessage("doomed");

    assertThat(names()).containsExactly("kit.db");
    await().atMost(WITHIN).until(() -> lanes().equals(before));
  }

  private ConfigurableApplicationContext start() {
    return start(Notes.class);
  }

  private ConfigurableApplicationContext start(Class<?> service) {
    var spring = new SpringApplication(service);
    spring.setWebApplicationType(WebApplicationType.NONE);
    return spring.run(
        "--tacet.database.url=r2dbc:sqlite://" + directory.resolve("kit.db"),
        "--tacet.database.migrations=db/kit");
  }

  private static void write(DatabaseClient database, String text) {
    database.sql("INSERT INTO note VALUES (:text)").bind("text", text).then().block(WITHIN);
  }

  private static Flux<String> read(DatabaseClient database) {
    return database.sql("SELECT text FROM note").map(row -> row.get(0, String.class)).all();
  }

  private List<String> names() {
    return List.of(directory.toFile().list());
  }

  private static List<String> lanes() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> LANE.matcher(name).matches())
        .sorted()
        .toList();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(DatabaseAutoConfiguration.class)
  static class Notes {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(DatabaseAutoConfiguration.class)
  static class Doomed {

    @Bean
    Object neverMade(DatabaseClient database) {
      write(database, "too early");
      throw new IllegalStateException("doomed");
    }
  }
}
