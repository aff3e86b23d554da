package chat.tacet.r2dbc.sqlite.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.dialect.DialectResolver;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Spring finds the dialect and the bind markers by itself, and they fit. */
class SpringDataTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  record Room(@Id @Nullable Long id, String name, boolean direct, UUID owner) {}

  @SuppressWarnings("ArrayRecordComponent") // as services declare their keys
  record Key(@Id String name, byte[] bytes, Instant created, long millis) {}

  @TempDir Path directory;
  private ConnectionFactory factory;
  private DatabaseClient client;
  private R2dbcEntityTemplate template;

  @BeforeEach
  void open() {
    factory = ConnectionFactories.get("r2dbc:sqlite:file://" + directory.resolve("spring.db"));
    client = DatabaseClient.create(factory);
    template = new R2dbcEntityTemplate(factory);
    client
        .sql(
            """
            CREATE TABLE room (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, direct INTEGER NOT NULL, owner TEXT NOT NULL
            ) STRICT
            """)
        .then()
        .block(PATIENCE);
  }

  @AfterEach
  void close() {
    Mono.from(((io.r2dbc.spi.Closeable) factory).close()).block(PATIENCE);
  }

  @Test
  void dialectIsFound() {
    assertThat(DialectResolver.getDialect(factory)).isSameAs(SqliteDialect.INSTANCE);
  }

  @Test
  void entityGetsItsGeneratedKeyAndIsFoundAgain() {
    UUID alice = UUID.randomUUID();

    Room saved =
        template
            .insert(new Room(null, "Kitchen", false, alice))
            .blockOptional(PATIENCE)
            .orElseThrow();

    assertThat(saved.id()).isNotNull();
    template
        .selectOne(Query.query(Criteria.where("owner").is(alice)), Room.class)
        .as(StepVerifier::create)
        .expectNext(saved)
        .verifyComplete();
  }

  @Test
  void pagesAreCutBySqlite() {
    for (String name : List.of("a", "b", "c", "d")) {
      template.insert(new Room(null, name, true, UUID.randomUUID())).block(PATIENCE);
    }
    Query all = Query.empty().sort(Sort.by("name"));

    assertThat(names(all.limit(2))).containsExactly("a", "b");
    assertThat(names(all.limit(2).offset(1))).containsExactly("b", "c");
    assertThat(names(all.offset(3))).containsExactly("d");
    template
        .count(Query.empty(), Room.class)
        .as(StepVerifier::create)
        .expectNext(4L)
        .verifyComplete();
  }

  @Test
  void bytesAndTimesAreReadIntoEntities() {
    client
        .sql(
            "CREATE TABLE key (name TEXT PRIMARY KEY, bytes BLOB, created TEXT, millis INTEGER) STRICT")
        .then()
        .block(PATIENCE);
    Instant now = Instant.parse("2026-11-23T08:15:30.5Z");

    template.insert(new Key("identity", new byte[] {1, 2}, now, 1L << 40)).block(PATIENCE);

    Key key = template.selectOne(Query.empty(), Key.class).blockOptional(PATIENCE).orElseThrow();
    assertThat(key.bytes()).containsExactly(1, 2);
    assertThat(key.created()).isEqualTo(now);
    assertThat(key.millis()).isEqualTo(1L << 40);
  }

  private List<String> names(Query query) {
    return template
        .select(query, Room.class)
        .map(Room::name)
        .collectList()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  @Test
  void namedParametersOfTheDatabaseClientAreBound() {
    template.insert(new Room(null, "Kitchen", false, UUID.randomUUID())).block(PATIENCE);

    client
        .sql("SELECT name FROM room WHERE name IN (:names) AND direct = :direct")
        .bind("names", List.of("Kitchen", "Cellar"))
        .bind("direct", false)
        .mapValue(String.class)
        .one()
        .as(StepVerifier::create)
        .expectNext("Kitchen")
        .verifyComplete();
  }

  @Test
  void duplicateKeyIsRecognised() {
    template.insert(new Room(null, "Kitchen", false, UUID.randomUUID())).block(PATIENCE);

    template
        .insert(new Room(null, "Kitchen", true, UUID.randomUUID()))
        .as(StepVerifier::create)
        .verifyError(DuplicateKeyException.class);
  }

  @Test
  void transactionRollsBackAndReadOnlyOneRefusesWrites() {
    R2dbcTransactionManager manager = new R2dbcTransactionManager(factory);
    Mono<Room> insert = template.insert(new Room(null, "Kitchen", false, UUID.randomUUID()));

    insert
        .then(Mono.error(new IllegalStateException("changed my mind")))
        .as(TransactionalOperator.create(manager)::transactional)
        .as(StepVerifier::create)
        .verifyError(IllegalStateException.class);
    template
        .count(Query.empty(), Room.class)
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();

    DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
    readOnly.setReadOnly(true);
    insert
        .as(TransactionalOperator.create(manager, readOnly)::transactional)
        .as(StepVerifier::create)
        .verifyError();
    template
        .count(Query.empty(), Room.class)
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }
}
