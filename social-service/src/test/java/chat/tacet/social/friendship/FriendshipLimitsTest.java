package chat.tacet.social.friendship;

import static chat.tacet.social.testing.Refusals.refused;

import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class FriendshipLimitsTest {

  private static final Town TOWN = Town.shared();

  private final DatabaseClient database = TOWN.bean(DatabaseClient.class);
  private final Person alice = TOWN.person("alice");
  private final Person bob = TOWN.person("bob");

  @Test
  void aHundredRequestsWithoutAnAnswerAreEnough() {
    fill(FriendshipLimits.MAX_OUTGOING, other -> request(alice.id(), other));
    refused(alice.ask(bob, UUID.randomUUID()), 409, "limit-reached");
  }

  @Test
  void aThousandPeopleWhoWaitAreEnough() {
    fill(FriendshipLimits.MAX_INCOMING, other -> request(other, bob.id()));
    refused(alice.ask(bob, UUID.randomUUID()), 409, "limit-reached");
  }

  @Test
  void twoThousandFriendsAreEnough() {
    var requestId = alice.ask(bob);
    fill(FriendshipLimits.MAX_FRIENDS, other -> friendship(alice.id(), other));
    refused(bob.accept(requestId), 409, "limit-reached");
    refused(bob.ask(alice, UUID.randomUUID()), 409, "limit-reached");
  }

  private void fill(int count, Function<UUID, Mono<Void>> row) {
    Flux.range(0, count)
        .map(i -> UUID.randomUUID())
        .concatMap(other -> account(other).then(row.apply(other)))
        .then()
        .block();
  }

  private Mono<Void> account(UUID id) {
    return database
        .sql("INSERT INTO account (account_id, created_at) VALUES (:id, 1)")
        .bind("id", id.toString())
        .then();
  }

  private Mono<Void> request(UUID sender, UUID recipient) {
    return database
        .sql(
            "INSERT INTO friend_request (request_id, sender_id, recipient_id, pair, state, hidden,"
                + " created_at) VALUES (:id, :sender, :recipient, :id, 'pending', 0, 1)")
        .bind("id", UUID.randomUUID().toString())
        .bind("sender", sender.toString())
        .bind("recipient", recipient.toString())
        .then();
  }

  private Mono<Void> friendship(UUID account, UUID friend) {
    return database
        .sql("INSERT INTO friendship (account_id, friend_id, since) VALUES (:account, :friend, 1)")
        .bind("account", account.toString())
        .bind("friend", friend.toString())
        .then();
  }
}
