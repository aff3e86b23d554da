/**
 * Transactional outbox: what other services must learn is written in the transaction that changes
 * it, and published afterwards, at least once, however often process, database or Redis stop in
 * between.
 *
 * <p>Data structure, in the service's own database. A row lives from the commit of its change until
 * its publication; only the publisher deletes it.
 *
 * <pre>{@code
 * CREATE TABLE outbox (
 *   id           TEXT     NOT NULL PRIMARY KEY, -- UUID
 *   topic        TEXT     NOT NULL,             -- which handler publishes it
 *   subject      TEXT     NOT NULL,             -- id of what changed
 *   available_at ${int64} NOT NULL,             -- epoch ms: nobody takes it earlier; a lease moves it
 *   lease        TEXT     NOT NULL DEFAULT '',  -- who took it last
 *   attempts     ${int64} NOT NULL DEFAULT 0
 * ) ${strict};
 * CREATE INDEX outbox_available ON outbox (available_at);
 * }</pre>
 *
 * <p>Rows are taken under a lease and never by "id greater than the last one seen": databases
 * commit out of order, so a lower id may become visible later. A row says only <em>what</em>
 * changed; the handler reads the current whole state, so repeated, late or reordered publication is
 * harmless as long as what it writes is versioned and newer wins.
 */
@NullMarked
package chat.tacet.kit.outbox;

import org.jspecify.annotations.NullMarked;
