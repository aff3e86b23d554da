package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Access;
import chat.tacet.r2dbc.sqlite.client.Database;
import chat.tacet.r2dbc.sqlite.client.Lease;
import chat.tacet.r2dbc.sqlite.client.Outcome;
import chat.tacet.r2dbc.sqlite.client.Query;
import chat.tacet.r2dbc.sqlite.client.RowData;
import chat.tacet.r2dbc.sqlite.client.Savepoint;
import chat.tacet.r2dbc.sqlite.client.Turn;
import chat.tacet.r2dbc.sqlite.sql.SqlScripts;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection: cheap, because it holds nothing of SQLite but the lease of a running transaction.
 * Like every R2DBC connection it is meant for one user at a time.
 */
public final class SqliteConnection implements Connection {

  private static final Query PING = new Query("SELECT 1", List.of(), false);

  private final Database database;
  private final SqlScripts scripts;
  private final AtomicReference<@Nullable Lease> transaction = new AtomicReference<>();
  private volatile boolean autoCommit = true;
  private volatile boolean closed;
  private volatile Duration lockWaitTimeout;
  private volatile Duration statementTimeout;

  SqliteConnection(Database database, SqlScripts scripts) {
    this.database = database;
    this.scripts = scripts;
    this.lockWaitTimeout = database.settings().lockWaitTimeout();
    this.statementTimeout = database.settings().statementTimeout();
  }

  /** Begins a writing transaction; does nothing within a transaction. */
  @Override
  public Mono<Void> beginTransaction() {
    return begin(Access.WRITE, null);
  }

  /**
   * Begins a transaction; does nothing within one. {@link TransactionDefinition#READ_ONLY} and
   * {@link TransactionDefinition#LOCK_WAIT_TIMEOUT} are honoured; every isolation level is granted,
   * since SQLite's transactions are serializable.
   */
  @Override
  public Mono<Void> beginTransaction(TransactionDefinition definition) {
    Arguments.requireNonNull(definition, "definition");
    boolean readOnly = Boolean.TRUE.equals(attribute(definition, TransactionDefinition.READ_ONLY));
    return begin(
        readOnly ? Access.READ : Access.WRITE,
        attribute(definition, TransactionDefinition.LOCK_WAIT_TIMEOUT));
  }

  // TransactionDefinition says that an attribute may be null, but not in a way that NullAway could
  // read.
  private static <T> @Nullable T attribute(TransactionDefinition definition, Option<T> option) {
    return definition.getAttribute(option);
  }

  private Mono<Void> begin(Access access, @Nullable Duration lockWait) {
    return whileOpen(() ->
        transaction.get() != null
            ? Mono.empty()
            : database.begin(
                access,
                lockWait == null ? lockWaitTimeout : Arguments.timeout(lockWait),
                statementTimeout,
                this::own));
  }

  /**
   * Takes over the lease of a transaction that has begun, unless the connection was closed
   * meanwhile.
   */
  private boolean own(Lease lease) {
    if (!transaction.compareAndSet(null, lease)) {
      return false;
    }
    // close() sets the flag before it looks for a transaction: one of the two sees the other
    return !closed || !transaction.compareAndSet(lease, null);
  }

  /** Commits; does nothing outside of a transaction. On failure everything is rolled back. */
  @Override
  public Mono<Void> commitTransaction() {
    return whileOpen(() -> {
      Lease lease = transaction.getAndSet(null);
      return lease == null ? Mono.empty() : lease.commit(statementTimeout);
    });
  }

  /** Rolls back; does nothing outside of a transaction. */
  @Override
  public Mono<Void> rollbackTransaction() {
    return whileOpen(this::endTransaction);
  }

  private Mono<Void> endTransaction() {
    Lease lease = transaction.getAndSet(null);
    if (lease == null) {
      return Mono.empty();
    }
    lease.end();
    return lease.ended();
  }

  /** Sets a savepoint, beginning a transaction if there is none. */
  @Override
  public Mono<Void> createSavepoint(String name) {
    Arguments.requireNonNull(name, "name");
    return beginTransaction().then(savepoint(Savepoint.CREATE, name));
  }

  @Override
  public Mono<Void> releaseSavepoint(String name) {
    Arguments.requireNonNull(name, "name");
    return savepoint(Savepoint.RELEASE, name);
  }

  @Override
  public Mono<Void> rollbackTransactionToSavepoint(String name) {
    Arguments.requireNonNull(name, "name");
    return savepoint(Savepoint.ROLL_BACK_TO, name);
  }

  private Mono<Void> savepoint(Savepoint action, String name) {
    return whileOpen(() -> requireTransaction().savepoint(action, name, statementTimeout));
  }

  @Override
  public SqliteBatch createBatch() {
    return new SqliteBatch(this);
  }

  @Override
  public SqliteStatement createStatement(String sql) {
    Arguments.requireNonNull(sql, "sql");
    return new SqliteStatement(this, scripts.of(sql));
  }

  /** Runs anything but a query, in the transaction or by itself. */
  Mono<Outcome> execute(Query query) {
    return whileOpen(() ->
        transactional()
            ? beginTransaction()
                .then(Mono.defer(() -> requireTransaction().execute(query, statementTimeout)))
            : database.execute(query, lockWaitTimeout, statementTimeout));
  }

  /** Runs a change with the first of the bindings, in the transaction or each by itself. */
  Mono<Turn> executeTurn(String sql, List<List<@Nullable Object>> bindings) {
    return whileOpen(() ->
        transactional()
            ? beginTransaction()
                .then(
                    Mono.defer(
                        () -> requireTransaction().executeTurn(sql, bindings, statementTimeout)))
            : database.executeTurn(sql, bindings, lockWaitTimeout, statementTimeout));
  }

  /** Reads rows on demand, in the transaction or by itself. */
  Flux<RowData> rows(Query query) {
    return Flux.defer(() -> {
      if (closed) {
        return Flux.error(closedError());
      }
      return transactional()
          ? beginTransaction()
              .thenMany(Flux.defer(() -> requireTransaction().rows(query, statementTimeout)))
          : database.rows(query, lockWaitTimeout, statementTimeout);
    });
  }

  private boolean transactional() {
    return !isAutoCommit();
  }

  @Override
  public boolean isAutoCommit() {
    return autoCommit && transaction.get() == null;
  }

  /**
   * Switches auto-commit mode. Without it, the next statement begins a writing transaction. A
   * change to true commits a running transaction.
   */
  @Override
  public Mono<Void> setAutoCommit(boolean autoCommit) {
    return whileOpen(() -> {
      this.autoCommit = autoCommit;
      return autoCommit ? commitTransaction() : Mono.empty();
    });
  }

  @Override
  public ConnectionMetadata getMetadata() {
    return new SqliteMetadata.OfConnection(database.version());
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    return IsolationLevel.SERIALIZABLE;
  }

  /** Accepts every level, because SQLite's only one is the strictest. */
  @Override
  public Mono<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
    Arguments.requireNonNull(isolationLevel, "isolationLevel");
    return whileOpen(Mono::empty);
  }

  /** Sets how long to wait for the writer or a reader; zero waits without limit. */
  @Override
  public Mono<Void> setLockWaitTimeout(Duration timeout) {
    Duration accepted = Arguments.timeout(timeout);
    return whileOpen(() -> Mono.fromRunnable(() -> lockWaitTimeout = accepted));
  }

  /** Sets how long a statement may run in SQLite before it is interrupted; zero sets no limit. */
  @Override
  public Mono<Void> setStatementTimeout(Duration timeout) {
    Duration accepted = Arguments.timeout(timeout);
    return whileOpen(() -> Mono.fromRunnable(() -> statementTimeout = accepted));
  }

  @Override
  public Mono<Boolean> validate(ValidationDepth depth) {
    Arguments.requireNonNull(depth, "depth");
    return Mono.defer(() -> {
      if (closed || depth == ValidationDepth.LOCAL) {
        return Mono.just(!closed);
      }
      Lease lease = transaction.get();
      Flux<RowData> rows =
          lease == null
              ? database.rows(PING, lockWaitTimeout, statementTimeout)
              : lease.rows(PING, statementTimeout);
      return rows.hasElements().onErrorReturn(false);
    });
  }

  /** Closes the connection, rolling back a running transaction. */
  @Override
  public Mono<Void> close() {
    return Mono.defer(() -> {
      closed = true;
      return endTransaction();
    });
  }

  private Lease requireTransaction() {
    Lease lease = transaction.get();
    if (lease == null) {
      throw new R2dbcNonTransientResourceException("there is no transaction", "25P01");
    }
    return lease;
  }

  private <T> Mono<T> whileOpen(Supplier<Mono<T>> action) {
    return Mono.defer(() -> closed ? Mono.error(closedError()) : action.get());
  }

  private static R2dbcNonTransientResourceException closedError() {
    return new R2dbcNonTransientResourceException("the connection is closed", "08003");
  }
}
