package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ValidationDepth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Subscribers' threads never enter SQLite, and SQLite's never run a subscriber. Public, because the
 * recorder is woven into sqlite-jdbc.
 */
public class ThreadsTest {

  /** Every thread that called into sqlite-jdbc: opening, preparing, stepping, reading, closing. */
  public static final Set<String> ENTERED = ConcurrentHashMap.newKeySet();

  private static ResettableClassFileTransformer recording;

  @TempDir Path directory;

  /** What every call into the native library goes through. */
  static final class Recorder {

    private Recorder() {}

    @Advice.OnMethodEnter
    static void enter() {
      ENTERED.add(Thread.currentThread().getName());
    }
  }

  @BeforeAll
  static void startRecording() {
    recording =
        new AgentBuilder.Default()
            .disableClassFormatChanges()
            .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
            .type(
                named("org.sqlite.core.DB")
                    .or(named("org.sqlite.core.SafeStmtPtr"))
                    .or(named("org.sqlite.SQLiteConnection"))
                    .or(named("org.sqlite.jdbc3.JDBC3PreparedStatement"))
                    .or(named("org.sqlite.jdbc3.JDBC3ResultSet")))
            .transform((builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Recorder.class)
                        .on(isMethod().and(not(isAbstract().or(isNative()).or(isConstructor()))))))
            .installOn(ByteBuddyAgent.install());
  }

  @AfterAll
  static void stopRecording() {
    recording.reset(
        ByteBuddyAgent.getInstrumentation(), AgentBuilder.RedefinitionStrategy.RETRANSFORMATION);
  }

  @Test
  void eachSideKeepsToItsThreads() {
    SqliteConnectionFactory factory = Databases.open(directory.resolve("threads.db"));
    Set<String> signalled = ConcurrentHashMap.newKeySet();

    everything(factory)
        .doOnEach(signal -> signalled.add(Thread.currentThread().getName()))
        .blockLast(PATIENCE);
    factory.close().block(PATIENCE);

    assertThat(ENTERED)
        .anyMatch(name -> name.endsWith("-writer"))
        .anyMatch(name -> name.contains("-reader-"))
        .allMatch(name -> name.matches("r2dbc-sqlite-\\d+-(writer|reader-\\d+)"));
    assertThat(signalled)
        .contains("r2dbc-sqlite-signal")
        .noneMatch(name -> name.matches("r2dbc-sqlite-\\d+-.*"));
  }

  private static Flux<Object> everything(SqliteConnectionFactory factory) {
    SqliteConnection alice = connect(factory);
    return Flux.concat(
        run(alice, "CREATE TABLE note (text TEXT)"),
        run(alice, "INSERT INTO note VALUES ('a') RETURNING text"),
        query(alice, "SELECT text FROM note", String.class),
        failing(run(alice, "nonsense")),
        failing(query(alice, "SELECT nonsense", String.class)),
        alice.beginTransaction(),
        query(alice, "SELECT text FROM note", String.class).take(1),
        alice.createSavepoint("here"),
        alice.rollbackTransactionToSavepoint("here"),
        alice.commitTransaction(),
        alice.beginTransaction(),
        timingOut(factory),
        alice.rollbackTransaction(),
        cancelled(alice),
        alice.validate(ValidationDepth.REMOTE),
        alice.close());
  }

  private static Mono<String> failing(Publisher<?> publisher) {
    return Flux.from(publisher).map(Object::toString).last("").onErrorReturn("failed");
  }

  private static Mono<String> timingOut(SqliteConnectionFactory factory) {
    SqliteConnection bob = connect(factory);
    return bob.setLockWaitTimeout(Duration.ofMillis(10))
        .then(failing(run(bob, "INSERT INTO note VALUES ('b')")));
  }

  private static Mono<String> cancelled(SqliteConnection connection) {
    String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
    return Mono.fromSupplier(() -> {
      Disposable running =
          query(connection, endless + "SELECT i FROM n WHERE i < 0", Integer.class).subscribe();
      running.dispose();
      return "cancelled";
    });
  }
}
