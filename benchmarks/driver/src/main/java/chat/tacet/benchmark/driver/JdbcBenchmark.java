package chat.tacet.benchmark.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Plain sqlite-jdbc at its best: a connection for each thread, statements prepared once. Whoever
 * calls waits.
 */
public class JdbcBenchmark {

  /** One thread's connection. */
  @State(Scope.Thread)
  public static class Caller {

    private final Connection connection;
    private final PreparedStatement point;
    private final PreparedStatement many;
    private final PreparedStatement insert;

    public Caller() {
      try {
        connection = Rows.connect(Rows.given());
        point = connection.prepareStatement(Rows.SELECT_ONE);
        many = connection.prepareStatement(Rows.SELECT_MANY);
        insert = connection.prepareStatement(Rows.INSERT);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @TearDown
    public void close() throws SQLException {
      connection.close();
    }
  }

  @Benchmark
  @Threads(Rows.IN_FLIGHT)
  public String pointSelects(Caller caller) throws SQLException {
    return select(caller);
  }

  @Benchmark
  public String oneSelect(Caller caller) throws SQLException {
    return select(caller);
  }

  @Benchmark
  @OperationsPerInvocation(Rows.MANY)
  public void manyRows(Caller caller, Blackhole sink) throws SQLException {
    caller.many.setInt(1, ThreadLocalRandom.current().nextInt(Rows.COUNT - Rows.MANY));
    try (ResultSet rows = caller.many.executeQuery()) {
      while (rows.next()) {
        sink.consume(rows.getLong(1));
        sink.consume(rows.getString(2));
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(Rows.BATCH)
  public void insertBatch(Caller caller) throws SQLException {
    caller.connection.setAutoCommit(false);
    for (int i = 0; i < Rows.BATCH; i++) {
      caller.insert.setInt(1, i);
      caller.insert.setString(2, Rows.BODY);
      caller.insert.addBatch();
    }
    caller.insert.executeBatch();
    caller.connection.commit();
    caller.connection.setAutoCommit(true);
  }

  @Benchmark
  public int oneInsert(Caller caller) throws SQLException {
    caller.insert.setInt(1, 1);
    caller.insert.setString(2, Rows.BODY);
    return caller.insert.executeUpdate();
  }

  private static String select(Caller caller) throws SQLException {
    caller.point.setInt(1, ThreadLocalRandom.current().nextInt(Rows.COUNT));
    try (ResultSet rows = caller.point.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }
}
