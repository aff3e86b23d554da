package chat.tacet.social.friendship;

import static chat.tacet.social.testing.Refusals.refused;

import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class FriendshipLimitsTest {

  private static final String REQUEST =
      "friend_request (request_id, sender_id, recipient_id, pair, state, hidden, created_at)";

  private final DatabaseClient database;
  private final Person alice;
  private final Person bob;

  FriendshipLimitsTest(Town town) {
    database = town.bean(DatabaseClient.class);
    alice = town.person("alice");
    bob = town.person("bob");
  }

  @Test
  void aHundredRequestsWithoutAnAnswerAreEnough() {
    fill(FriendshipLimits.MAX_OUTGOING, REQUEST, other -> request(alice.id(), other));
    refused(alice.ask(bob, UUID.randomUUID()), 409, "limit-reached");
  }

  @Test
  void aThousandPeopleWhoWaitAreEnough() {
    fill(FriendshipLimits.MAX_INCOMING, REQUEST, other -> request(other, bob.id()));
    refused(alice.ask(bob, UUID.randomUUID()), 409, "limit-reached");
  }

  @Test
  void twoThousandFriendsAreEnough() {
    var requestId = alice.ask(bob);
    fill(
        FriendshipLimits.MAX_FRIENDS,
        "friendship (account_id, friend_id, since)",
        other -> "('%s', '%s', 1)".formatted(alice.id(), other));
    refused(bob.accept(requestId), 409, "limit-reached");
    refused(bob.ask(alice, UUID.randomUUID()), 409, "limit-reached");
  }

  private void fill(int count, String table, Function<UUID, String> row) {
    var others = Stream.generate(UUID::randomUUID).limit(count).toList();
    insert("account (account_id, created_at)", others, "('%s', 1)"::formatted);
    insert(table, others, row);
  }

  private void insert(String table, List<UUID> others, Function<UUID, String> row) {
    var rows = others.stream().map(row).collect(Collectors.joining(", "));
    database.sql("INSERT INTO " + table + " VALUES " + rows).then().block();
  }

  private static String request(UUID sender, UUID recipient) {
    var id = UUID.randomUUID();
    return "('%s', '%s', '%s', '%s', 'pending', 0, 1)".formatted(id, sender, recipient, id);
  }
}
