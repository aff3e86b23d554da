package chat.tacet.social.link;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Meetings in the database, where every node finds them: one per account. What changes one holds
 * the account's lock.
 */
@Component
final class LinkTable {

  /** A column without a value is empty, never null. */
  private static final String NOBODY = "";

  private final DatabaseClient database;
  private final Clock clock;

  LinkTable(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The account's meeting of this id, unless it is over. */
  Mono<Meeting> find(UUID accountId, UUID linkId) {
    return database
        .sql(
            "SELECT opener_session, guest_session, numbers_differ FROM link"
                + " WHERE account_id = :account AND link_id = :link AND expires_at > :now")
        .bind("account", accountId.toString())
        .bind("link", linkId.toString())
        .bind("now", clock.millis())
        .map(LinkTable::meeting)
        .one();
  }

  /** Begins a meeting in place of any other of the account. */
  Mono<Void> replace(UUID accountId, UUID linkId, UUID opener, Duration lifetime) {
    return delete(accountId)
        .then(
            database
                .sql(
                    "INSERT INTO link (account_id, link_id, opener_session, expires_at)"
                        + " VALUES (:account, :link, :opener, :expires)")
                .bind("account", accountId.toString())
                .bind("link", linkId.toString())
                .bind("opener", opener.toString())
                .bind("expires", clock.millis() + lifetime.toMillis())
                .then());
  }

  /** Makes this login the account's meeting's guest. */
  Mono<Void> setGuest(UUID accountId, UUID guest) {
    return database
        .sql("UPDATE link SET guest_session = :guest WHERE account_id = :account")
        .bind("guest", guest.toString())
        .bind("account", accountId.toString())
        .then();
  }

  Mono<LinkMessage> message(UUID accountId, int number) {
    return database
        .sql(
            "SELECT sealed, user_agent, address FROM link_message"
                + " WHERE account_id = :account AND number = :number")
        .bind("account", accountId.toString())
        .bind("number", (long) number)
        .map(LinkTable::message)
        .one();
  }

  Mono<Void> insert(UUID accountId, int number, LinkMessage message) {
    return database
        .sql(
            "INSERT INTO link_message (account_id, number, sealed, user_agent, address)"
                + " VALUES (:account, :number, :sealed, :userAgent, :address)")
        .bind("account", accountId.toString())
        .bind("number", (long) number)
        .bind("sealed", ByteBuffer.wrap(message.sealed()))
        .bind("userAgent", message.userAgent())
        .bind("address", message.address())
        .then();
  }

  /**
   * Forgets what was said at this meeting, and keeps until it expires that it ended, and why; does
   * nothing to another one of the account.
   */
  Mono<Void> endSinceNumbersDiffer(UUID accountId, UUID linkId) {
    return database
        .sql(
            "UPDATE link SET numbers_differ = 1"
                + " WHERE account_id = :account AND link_id = :link")
        .bind("account", accountId.toString())
        .bind("link", linkId.toString())
        .fetch()
        .rowsUpdated()
        .filter(rows -> rows > 0)
        .flatMap(_ ->
            database
                .sql("DELETE FROM link_message WHERE account_id = :account")
                .bind("account", accountId.toString())
                .then());
  }

  /** Forgets this meeting, and no other one of the account. */
  Mono<Void> delete(UUID accountId, UUID linkId) {
    return database
        .sql("DELETE FROM link WHERE account_id = :account AND link_id = :link")
        .bind("account", accountId.toString())
        .bind("link", linkId.toString())
        .then();
  }

  /** Forgets whatever meeting the account has. */
  Mono<Void> delete(UUID accountId) {
    return database
        .sql("DELETE FROM link WHERE account_id = :account")
        .bind("account", accountId.toString())
        .then();
  }

  /** Forgets all that have been over for so long. */
  Mono<Void> deleteExpired(Duration ago) {
    return database
        .sql("DELETE FROM link WHERE expires_at <= :then")
        .bind("then", clock.millis() - ago.toMillis())
        .then();
  }

  private static Meeting meeting(Readable row) {
    var guest = Columns.text(row, "guest_session");
    return new Meeting(
        Columns.id(row, "opener_session"),
        guest.equals(NOBODY) ? Optional.empty() : Optional.of(UUID.fromString(guest)),
        Columns.number(row, "numbers_differ") != 0);
  }

  private static LinkMessage message(Readable row) {
    return new LinkMessage(
        Columns.bytes(row, "sealed"),
        Columns.text(row, "user_agent"),
        Columns.text(row, "address"));
  }
}
