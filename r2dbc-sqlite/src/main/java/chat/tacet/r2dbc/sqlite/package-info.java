/**
 * An R2DBC 1.0 driver for SQLite, over xerial's sqlite-jdbc.
 *
 * <p><b>Who reads and who writes.</b> All {@link io.r2dbc.spi.Connection connections} of one {@link
 * chat.tacet.r2dbc.sqlite.SqliteConnectionFactory factory} share one SQLite connection for writing
 * and a few for reading (write-ahead log). The rule is:
 *
 * <ul>
 *   <li>in auto-commit mode a query runs on a reader, anything else on the writer, each by itself;
 *   <li>a transaction takes the writer from its {@code BEGIN IMMEDIATE} to its end, so everything
 *       works in it and it can never find SQLITE_BUSY halfway;
 *   <li>a transaction declared read-only ({@link io.r2dbc.spi.TransactionDefinition#READ_ONLY}, in
 *       Spring {@code Transactional(readOnly = true)}) takes a reader and keeps the snapshot of its
 *       beginning; a write in it fails with {@link io.r2dbc.spi.R2dbcPermissionDeniedException}.
 * </ul>
 *
 * <p>So keep writing transactions short, and declare reading ones. Both kinds wait in fair queues
 * of limited length and for a limited time; a transaction or an open cursor that holds its place
 * without using it is rolled back after the idle timeout.
 *
 * <p><b>What does not fit.</b> Since SQLite's connections are shared, what belongs to one of them
 * is not a connection's own here: temporary tables, {@code ATTACH}, {@code last_insert_rowid()}
 * outside of a transaction (use {@code RETURNING}), and {@code PRAGMA} settings, which stay on the
 * writer. Transactions are begun and ended by the methods of {@link io.r2dbc.spi.Connection}, never
 * by SQL.
 */
@NullMarked
package chat.tacet.r2dbc.sqlite;

import org.jspecify.annotations.NullMarked;
