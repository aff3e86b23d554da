package chat.tacet.social.friendship;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.friendship.FriendRequest.State;
import chat.tacet.social.profile.User;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Friend requests in the database. */
@Component
final class FriendRequestTable {

  /** How long the answer to a repeated request stays the same; then closed ones are forgotten. */
  private static final Duration CLOSED_KEPT = Duration.ofDays(30);

  private static final long FORGOTTEN_AT_ONCE = 500;

  private final DatabaseClient database;
  private final Clock clock;

  FriendRequestTable(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  Mono<FriendRequest> find(UUID requestId) {
    return database
        .sql("SELECT " + FriendRequest.COLUMNS + " FROM friend_request WHERE request_id = :id")
        .bind("id", requestId.toString())
        .map(FriendRequest::of)
        .one();
  }

  /** The open request between the two, whoever asked, hidden or not. */
  Mono<FriendRequest> pendingBetween(UUID one, UUID other) {
    return database
        .sql(
            "SELECT "
                + FriendRequest.COLUMNS
                + " FROM friend_request WHERE pair = :pair AND state = 'pending'")
        .bind("pair", pair(one, other))
        .map(FriendRequest::of)
        .one();
  }

  /** Whether there is a request between the two, open or not, that the viewer sees or saw. */
  Mono<Boolean> anySeenBy(UUID viewer, UUID other) {
    return database
        .sql(
            "SELECT 1 AS found FROM friend_request WHERE pair = :pair"
                + " AND (sender_id = :viewer OR hidden = 0) LIMIT 1")
        .bind("pair", pair(viewer, other))
        .bind("viewer", viewer.toString())
        .map(_ -> true)
        .one()
        .defaultIfEmpty(false);
  }

  Mono<FriendRequest> insert(FriendRequest request) {
    return database
        .sql(
            """
            INSERT INTO friend_request
              (request_id, sender_id, recipient_id, pair, state, hidden, created_at, closed_at)
            VALUES (:id, :sender, :recipient, :pair, :state, :hidden, :created, :closed)
            """)
        .bind("id", request.requestId().toString())
        .bind("sender", request.senderId().toString())
        .bind("recipient", request.recipientId().toString())
        .bind("pair", pair(request.senderId(), request.recipientId()))
        .bind("state", request.state().stored())
        .bind("hidden", request.hidden() ? 1L : 0L)
        .bind("created", request.createdAt())
        .bind("closed", request.isPending() ? 0L : request.createdAt())
        .then()
        .thenReturn(request);
  }

  Mono<Void> close(FriendRequest request, State state) {
    return database
        .sql(
            "UPDATE friend_request SET state = :state, closed_at = :now"
                + " WHERE request_id = :id AND state = 'pending'")
        .bind("state", state.stored())
        .bind("now", clock.millis())
        .bind("id", request.requestId().toString())
        .then();
  }

  /** Takes it out of the recipient's sight for good; for its sender it stays pending. */
  Mono<Void> hide(FriendRequest request) {
    return database
        .sql("UPDATE friend_request SET hidden = 1 WHERE request_id = :id")
        .bind("id", request.requestId().toString())
        .then();
  }

  /** Takes out those that were closed long ago, a bounded number at a time. */
  Mono<Void> forgetClosed() {
    return database
        .sql(
            """
            DELETE FROM friend_request WHERE request_id IN
              (SELECT request_id FROM friend_request
               WHERE state <> 'pending' AND closed_at < :before
               ORDER BY closed_at LIMIT :batch)
            """)
        .bind("before", clock.millis() - CLOSED_KEPT.toMillis())
        .bind("batch", FORGOTTEN_AT_ONCE)
        .then();
  }

  Mono<Long> countOutgoing(UUID sender) {
    return count("sender_id = :account", sender);
  }

  Mono<Long> countIncoming(UUID recipient) {
    return count("recipient_id = :account AND hidden = 0", recipient);
  }

  Flux<RequestView> incoming(UUID recipient) {
    return views("r.sender_id", "r.recipient_id = :account AND r.hidden = 0", recipient);
  }

  Flux<RequestView> outgoing(UUID sender) {
    return views("r.recipient_id", "r.sender_id = :account", sender);
  }

  /** Removes all requests of the account; answers the people on the other side of open ones. */
  Flux<UUID> deleteAll(UUID accountId) {
    return database
        .sql(
            "DELETE FROM friend_request WHERE sender_id = :account OR recipient_id = :account"
                + " RETURNING sender_id, recipient_id, state")
        .bind("account", accountId.toString())
        .map(row -> {
          var sender = Columns.id(row, "sender_id");
          var other = sender.equals(accountId) ? Columns.id(row, "recipient_id") : sender;
          return new Deleted(other, State.of(Columns.text(row, "state")));
        })
        .all()
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .filter(deleted -> deleted.state() == State.PENDING)
        .map(Deleted::other)
        .distinct();
  }

  private Mono<Long> count(String condition, UUID accountId) {
    return database
        .sql("SELECT COUNT(*) AS n FROM friend_request WHERE state = 'pending' AND " + condition)
        .bind("account", accountId.toString())
        .map(row -> Columns.number(row, "n"))
        .one();
  }

  private Flux<RequestView> views(String other, String condition, UUID accountId) {
    return database
        .sql(
            "SELECT r.request_id, r.created_at, "
                + User.COLUMNS
                + " FROM friend_request r JOIN profile p ON p.account_id = "
                + other
                + " WHERE r.state = 'pending' AND "
                + condition
                + " ORDER BY r.created_at, r.request_id LIMIT "
                + FriendshipLimits.MAX_INCOMING)
        .bind("account", accountId.toString())
        .map(row ->
            new RequestView(
                Columns.id(row, "request_id"), User.of(row), Columns.number(row, "created_at")))
        .all();
  }

  private static String pair(UUID one, UUID other) {
    var first = one.toString();
    var second = other.toString();
    return first.compareTo(second) < 0 ? first + ' ' + second : second + ' ' + first;
  }

  private record Deleted(UUID other, State state) {}
}
