package chat.tacet.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One contract for both databases. */
abstract class OutboxTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** The sweep is too slow to help: what is published in time was published by a signal. */
  private static final OutboxLimits SLOW_SWEEP = limits(Duration.ofMinutes(5));

  private static final OutboxLimits FAST_SWEEP = limits(Duration.ofMillis(50));

  private final List<OutboxPublisher> publishers = new ArrayList<>();
  private final Published published = new Published();
  private ConnectionFactory connections;
  private DatabaseClient database;
  private TransactionalOperator transactions;
  private Outbox outbox;

  /** R2DBC URL of an empty database. */
  abstract String newDatabaseUrl();

  /** The table as this database spells it. */
  abstract String table();

  @BeforeEach
  void open() {
    connections = ConnectionFactories.get(newDatabaseUrl());
    database = DatabaseClient.create(connections);
    transactions = TransactionalOperator.create(new R2dbcTransactionManager(connections));
    outbox = new Outbox(database, Clock.systemUTC());
    database.sql(table()).then().block(WITHIN);
  }

  @AfterEach
  void close() {
    publishers.forEach(OutboxPublisher::stop);
    if (connections instanceof Closeable closeable) {
      Mono.from(closeable.close()).block(WITHIN);
    }
  }

  @Test
  void aCommittedChangeIsPublishedAtOnceAndForgotten() {
    start(SLOW_SWEEP);
    append("rose");
    await().atMost(WITHIN).until(() -> published.times("rose") == 1 && rows() == 0);
  }

  @Test
  void aChangeThatWasRolledBackIsNotPublished() {
    start(FAST_SWEEP);
    entry("rose")
        .then(Mono.error(new IllegalArgumentException("no")))
        .as(transactions::transactional)
        .as(StepVerifier::create)
        .verifyError(IllegalArgumentException.class);
    append("tulip");
    await().atMost(WITHIN).until(() -> published.times("tulip") == 1);
    assertThat(published.times("rose")).isZero();
  }

  @Test
  void whileNobodyCanLookTheLagGrows() {
    var registry = new SimpleMeterRegistry();
    var gauge = new OutboxGauge(database, new Meters(registry, "some-service"));
    gauge.look().block(WITHIN);
    double before = registry.get("tacet.outbox.lag.seconds").gauge().value();
    database.sql("ALTER TABLE outbox RENAME TO elsewhere").then().block(WITHIN);

    gauge.look().as(StepVerifier::create).verifyError();
    assertThat(registry.get("tacet.outbox.lag.seconds").gauge().value()).isGreaterThan(before);

    database.sql("ALTER TABLE elsewhere RENAME TO outbox").then().block(WITHIN);
    gauge.look().block(WITHIN);
    assertThat(registry.get("tacet.outbox.lag.seconds").gauge().value()).isEqualTo(before);
  }

  @Test
  void outsideATransactionNothingCanBeWritten() {
    entry("rose").as(StepVerifier::create).verifyError(NoTransactionException.class);
    assertThat(rows()).isZero();
  }

  @Test
  void manyChangesOfOneSubjectAreOnePublication() {
    IntStream.range(0, 30).forEach(i -> append("rose"));
    start(SLOW_SWEEP);
    await().atMost(WITHIN).until(() -> rows() == 0);
    assertThat(published.times("rose")).isEqualTo(1);
  }

  @Test
  void anOutageLosesNothing() {
    published.away(true);
    start(FAST_SWEEP);
    IntStream.range(0, 20).forEach(i -> append("rose" + i));
    await().atMost(WITHIN).until(() -> published.attempts() > 20);
    assertThat(rows()).isEqualTo(20);
    published.away(false);
    await().atMost(WITHIN).until(() -> rows() == 0);
    assertThat(published.subjects()).hasSize(20);
  }

  @Test
  void oneThatCannotBePublishedDoesNotHoldUpTheOthers() {
    start(FAST_SWEEP);
    append(Published.POISON);
    await().atMost(WITHIN).until(() -> published.attempts() > 2);
    append("rose");
    await().atMost(WITHIN).until(() -> published.times("rose") == 1 && rows() == 1);
  }

  @Test
  void aTopicNobodyKnowsIsKept() {
    start(FAST_SWEEP);
    transactions.transactional(outbox.append(new OutboxEntry("unknown", "x"))).block(WITHIN);
    append("rose");
    await().atMost(WITHIN).until(() -> published.times("rose") == 1 && rows() == 1);
  }

  @Test
  void whatACrashedPublisherHadTakenIsPublishedWhenItsLeaseEnds() {
    append("rose");
    var taken =
        new OutboxTable(database, Clock.systemUTC()).take("never heard of again", FAST_SWEEP);
    assertThat(taken.collectList().block(WITHIN)).hasSize(1);
    start(FAST_SWEEP);
    await().atMost(WITHIN).until(() -> published.times("rose") == 1 && rows() == 0);
  }

  @Test
  void severalPublishersShareTheWork() {
    for (int i = 0; i < 4; i++) {
      start(FAST_SWEEP);
    }
    Flux.range(0, 200)
        .flatMap(i -> transactions.transactional(entry("rose" + i)), 8)
        .then()
        .block(WITHIN);
    await().atMost(WITHIN).until(() -> rows() == 0);
    assertThat(published.subjects()).hasSize(200);
  }

  @Test
  void stoppingKeepsTheRest() {
    start(FAST_SWEEP);
    publishers.getFirst().stop();
    append("rose");
    assertThat(publishers.getFirst().isRunning()).isFalse();
    assertThat(rows()).isEqualTo(1);
    start(SLOW_SWEEP);
    await().atMost(WITHIN).until(() -> rows() == 0);
  }

  private void start(OutboxLimits limits) {
    var publisher =
        new OutboxPublisher(outbox, database, Clock.systemUTC(), List.of(published), limits);
    publishers.add(publisher);
    publisher.start();
  }

  private void append(String subject) {
    transactions.transactional(entry(subject)).block(WITHIN);
  }

  private Mono<Void> entry(String subject) {
    return outbox.append(new OutboxEntry("flowers", subject));
  }

  private long rows() {
    Long count =
        database
            .sql("SELECT COUNT(*) AS n FROM outbox")
            .map(row -> row.get("n", Long.class))
            .one()
            .block(WITHIN);
    return count == null ? -1 : count;
  }

  /**
   * A whole batch at once: the timeout may be long for a slow machine, and the lease still short.
   */
  private static OutboxLimits limits(Duration sweep) {
    return new OutboxLimits(
        32,
        32,
        Duration.ofMillis(3_500),
        Duration.ofSeconds(4),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        sweep,
        Duration.ofSeconds(1));
  }
}
