/**
 * Everything that touches SQLite, and nothing else does.
 *
 * <p>A {@link chat.tacet.r2dbc.sqlite.client.Database Database} owns one SQLite connection for
 * writing and some for reading, each confined to a platform thread of its own, a {@code Lane}.
 * Whoever wants to run something waits in a fair {@code LeaseQueue} for a {@link
 * chat.tacet.r2dbc.sqlite.client.Lease Lease} of a lane: for one statement (auto-commit), for the
 * rows of one query, or for a transaction.
 *
 * <p>Three kinds of threads, which never do each other's work:
 *
 * <ul>
 *   <li>the <em>subscriber's</em> thread only enqueues;
 *   <li>a <em>lane's</em> thread only calls SQLite: no subscriber's code ever runs on it, so none
 *       can block it;
 *   <li><em>signals</em> are emitted on virtual threads: a subscriber that blocks one of them
 *       blocks itself only, until its lease has been idle for too long and is revoked.
 * </ul>
 */
@NullMarked
package chat.tacet.r2dbc.sqlite.client;

import org.jspecify.annotations.NullMarked;
