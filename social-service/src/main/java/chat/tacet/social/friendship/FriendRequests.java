package chat.tacet.social.friendship;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.social.friendship.FriendshipLimits.MAX_INCOMING;
import static chat.tacet.social.friendship.FriendshipLimits.MAX_OUTGOING;
import static chat.tacet.social.friendship.FriendshipProblems.ALREADY_FRIENDS;
import static chat.tacet.social.friendship.FriendshipProblems.BLOCKED_BY_YOU;
import static chat.tacet.social.friendship.FriendshipProblems.CANNOT_BEFRIEND_YOURSELF;
import static chat.tacet.social.friendship.FriendshipProblems.REQUEST_ALREADY_SENT;
import static chat.tacet.social.friendship.FriendshipProblems.REQUEST_CLOSED;
import static chat.tacet.social.friendship.FriendshipProblems.USER_NOT_FOUND;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.problem.ProblemType;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.FriendRequest.State;
import chat.tacet.social.profile.Profiles;
import chat.tacet.social.profile.User;
import chat.tacet.social.room.Room;
import chat.tacet.social.room.Rooms;
import chat.tacet.social.throttle.Capacity;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Asking to be friends, and answering. Every step locks both accounts first, so that of two people
 * who act at the same instant the second sees what the first did.
 */
@Component
final class FriendRequests {

  private final FriendRequestTable table;
  private final Friendships friendships;
  private final Blocks blocks;
  private final Profiles profiles;
  private final Rooms rooms;
  private final Accounts accounts;
  private final DirectoryChanges changes;
  private final Transactions transactions;
  private final Clock clock;

  FriendRequests(
      FriendRequestTable table,
      Friendships friendships,
      Blocks blocks,
      Profiles profiles,
      Rooms rooms,
      Accounts accounts,
      DirectoryChanges changes,
      Transactions transactions,
      Clock clock) {
    this.table = table;
    this.friendships = friendships;
    this.blocks = blocks;
    this.profiles = profiles;
    this.rooms = rooms;
    this.accounts = accounts;
    this.changes = changes;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A sent request and the person it went to. */
  record Sent(FriendRequest request, User to) {}

  /** Asks the person of this username; if they had asked the sender, accepts that instead. */
  Mono<Sent> send(UUID sender, UUID requestId, String username) {
    return profiles
        .byUsername(username)
        .switchIfEmpty(refuse(USER_NOT_FOUND))
        .flatMap(to ->
            to.accountId().equals(sender)
                ? refuse(CANNOT_BEFRIEND_YOURSELF)
                : transactions
                    .run(
                        accounts
                            .lockPair(sender, to.accountId())
                            .filter(lives -> lives)
                            .switchIfEmpty(refuse(USER_NOT_FOUND))
                            .then(sendLocked(sender, requestId, to.accountId())))
                    .map(request -> new Sent(request, to)))
        // The only id that can exist already is the client's own choice.
        .onErrorMap(DataIntegrityViolationException.class, _ -> CONFLICT.exception());
  }

  private Mono<FriendRequest> sendLocked(UUID sender, UUID requestId, UUID to) {
    return table
        .find(requestId)
        .flatMap(known -> repeated(known, sender, to))
        .switchIfEmpty(
            Mono.defer(() -> refuseIfBlockedOrFriends(sender, to))
                .then(Mono.defer(() -> table.pendingBetween(sender, to)))
                .flatMap(pending ->
                    pending.isFrom(sender)
                        ? refuse(REQUEST_ALREADY_SENT)
                        : answerByAsking(pending, requestId))
                .switchIfEmpty(Mono.defer(() -> ask(sender, requestId, to))));
  }

  private static Mono<FriendRequest> repeated(FriendRequest known, UUID sender, UUID to) {
    if (!known.isFrom(sender) || !known.recipientId().equals(to)) {
      return refuse(CONFLICT);
    }
    return switch (known.state()) {
      case PENDING, ACCEPTED -> Mono.just(known);
      case DECLINED, WITHDRAWN -> refuse(REQUEST_CLOSED);
    };
  }

  private Mono<Void> refuseIfBlockedOrFriends(UUID sender, UUID to) {
    return blocks
        .hasBlocked(sender, to)
        .flatMap(blocked -> blocked ? refuse(BLOCKED_BY_YOU) : friendships.areFriends(sender, to))
        .flatMap(friends -> friends ? refuse(ALREADY_FRIENDS) : Mono.empty());
  }

  /** The other side had asked, perhaps unseen: both want it. */
  private Mono<FriendRequest> answerByAsking(FriendRequest theirs, UUID requestId) {
    var answering = theirs.recipientId();
    var asking = theirs.senderId();
    var accepted =
        new FriendRequest(requestId, answering, asking, State.ACCEPTED, false, clock.millis());
    return acceptLocked(theirs).then(table.insert(accepted));
  }

  private Mono<FriendRequest> ask(UUID sender, UUID requestId, UUID to) {
    return blocks
        .hasBlocked(to, sender)
        .flatMap(hidden -> {
          var request =
              new FriendRequest(requestId, sender, to, State.PENDING, hidden, clock.millis());
          var told = hidden ? List.of(sender) : List.of(sender, to);
          return requireSpace(request)
              .then(table.insert(request))
              .flatMap(sent -> changes.changed(Topic.FRIEND_REQUESTS, told).thenReturn(sent));
        });
  }

  private Mono<Void> requireSpace(FriendRequest request) {
    return table
        .countOutgoing(request.senderId())
        .flatMap(n -> Capacity.requireBelow(MAX_OUTGOING, n))
        // Asked for hidden ones too: another answer would tell the sender that they are blocked.
        .then(Mono.defer(() -> table.countIncoming(request.recipientId())))
        .flatMap(n -> Capacity.requireBelow(MAX_INCOMING, n));
  }

  /** The recipient says yes; the answer is the room of the two. Saying it again changes nothing. */
  Mono<Room> accept(UUID recipient, UUID requestId) {
    return inState(
            requestId,
            request -> request.isVisibleTo(recipient),
            recipient,
            request ->
                switch (request.state()) {
                  case PENDING -> acceptLocked(request).thenReturn(request);
                  case ACCEPTED -> stillFriends(request);
                  case DECLINED, WITHDRAWN -> refuse(REQUEST_CLOSED);
                })
        .flatMap(request -> rooms.direct(request.senderId(), request.recipientId()));
  }

  /** The recipient says no. */
  Mono<Void> decline(UUID recipient, UUID requestId) {
    return inState(
            requestId,
            request -> request.isVisibleTo(recipient),
            recipient,
            request -> close(request, State.DECLINED))
        .then();
  }

  /** The sender takes it back. */
  Mono<Void> withdraw(UUID sender, UUID requestId) {
    return inState(
            requestId,
            request -> request.isFrom(sender),
            sender,
            request -> close(request, State.WITHDRAWN))
        .then();
  }

  private Mono<FriendRequest> stillFriends(FriendRequest request) {
    return friendships
        .areFriends(request.senderId(), request.recipientId())
        .flatMap(friends -> friends ? Mono.just(request) : refuse(REQUEST_CLOSED));
  }

  /** Closes an open request this way; one that was closed this way already stays as it is. */
  private Mono<FriendRequest> close(FriendRequest request, State state) {
    if (request.state() == state) {
      return Mono.just(request);
    }
    if (!request.isPending()) {
      return refuse(REQUEST_CLOSED);
    }
    return table
        .close(request, state)
        .then(changes.changed(Topic.FRIEND_REQUESTS, told(request)))
        .thenReturn(request);
  }

  private Mono<Void> acceptLocked(FriendRequest request) {
    return table
        .close(request, State.ACCEPTED)
        .then(friendships.begin(request.senderId(), request.recipientId()))
        .then(changes.changed(Topic.FRIEND_REQUESTS, told(request)));
  }

  private static List<UUID> told(FriendRequest request) {
    return request.hidden()
        ? List.of(request.senderId())
        : List.of(request.senderId(), request.recipientId());
  }

  /**
   * Reads the request to learn whom to lock, locks both, and reads it again: only now its state
   * cannot change any more.
   */
  private Mono<FriendRequest> inState(
      UUID requestId,
      Function<FriendRequest, Boolean> mine,
      UUID caller,
      Function<FriendRequest, Mono<FriendRequest>> step) {
    var visible =
        Mono.defer(() -> table.find(requestId))
            .filter(mine::apply)
            .switchIfEmpty(refuse(NOT_FOUND));
    return visible.flatMap(known -> {
      var other = known.isFrom(caller) ? known.recipientId() : known.senderId();
      return transactions.run(accounts.lockPair(caller, other).then(visible).flatMap(step));
    });
  }

  private static <T> Mono<T> refuse(ProblemType problem) {
    return Mono.error(problem::exception);
  }
}
