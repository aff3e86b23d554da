package chat.tacet.r2dbc.sqlite.spring;

import java.util.Collection;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;
import org.springframework.data.relational.core.dialect.AbstractDialect;
import org.springframework.data.relational.core.dialect.LimitClause;
import org.springframework.data.relational.core.dialect.LockClause;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.LetterCasing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.Quoting;
import org.springframework.data.relational.core.sql.LockOptions;
import org.springframework.data.relational.core.sql.SqlIdentifier;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;

/**
 * SQLite for Spring Data: markers {@code $1}, {@code LIMIT … OFFSET …}, generated keys by {@code
 * RETURNING}, no arrays, no {@code FOR UPDATE} (whoever writes has the database for himself
 * anyway).
 */
public final class SqliteDialect extends AbstractDialect implements R2dbcDialect {

  /** The only instance. */
  public static final SqliteDialect INSTANCE = new SqliteDialect();

  private SqliteDialect() {}

  @Override
  public BindMarkersFactory getBindMarkersFactory() {
    return SqliteBindMarkersProvider.MARKERS;
  }

  @Override
  public IdentifierProcessing getIdentifierProcessing() {
    return IdentifierProcessing.create(Quoting.ANSI, LetterCasing.AS_IS);
  }

  @Override
  public Collection<Object> getConverters() {
    return ReadingConverters.all();
  }

  /** The bare name: the driver quotes it. */
  @Override
  public String renderForGeneratedValues(SqlIdentifier identifier) {
    return identifier.getReference();
  }

  @Override
  public LimitClause limit() {
    return Limit.INSTANCE;
  }

  @Override
  public LockClause lock() {
    return NoLock.INSTANCE;
  }

  private enum Limit implements LimitClause {
    INSTANCE;

    @Override
    public String getLimit(long limit) {
      return "LIMIT " + limit;
    }

    @Override
    public String getOffset(long offset) {
      return "LIMIT -1 OFFSET " + offset; // SQLite knows no OFFSET without LIMIT; -1 is none
    }

    @Override
    public String getLimitOffset(long limit, long offset) {
      return "LIMIT " + limit + " OFFSET " + offset;
    }

    @Override
    public LimitClause.Position getClausePosition() {
      return LimitClause.Position.AFTER_ORDER_BY;
    }
  }

  private enum NoLock implements LockClause {
    INSTANCE;

    @Override
    public String getLock(LockOptions lockOptions) {
      return "";
    }

    @Override
    public LockClause.Position getClausePosition() {
      return LockClause.Position.AFTER_ORDER_BY;
    }
  }
}
