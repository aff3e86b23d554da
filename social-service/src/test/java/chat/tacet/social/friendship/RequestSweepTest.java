package chat.tacet.social.friendship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Alice and Bob do not ask each other again; what was between them is forgotten all the same. */
class RequestSweepTest {

  private static final Duration WITHIN = Duration.ofSeconds(15);

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void requestsThatWereClosedLongAgoAreForgottenSomeAtATime(Town shared) {
    try (var town = shared.another()) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var waiting = alice.ask(town.person("carol"));
      insert(town, alice, bob, "declined", 29, 1);
      insert(town, alice, bob, "declined", 31, 400);
      insert(town, bob, alice, "accepted", 31, 250);

      town.whileStopped(() -> {});

      await().atMost(WITHIN).untilAsserted(() -> assertThat(count(town)).isEqualTo(152));
      town.bean(FriendRequestTable.class).forgetClosed().block();
      assertThat(count(town)).as("one of late, and one that waits").isEqualTo(2);
      alice.call("DELETE", "/friend-requests/" + waiting).expectStatus().isNoContent();
    }
  }

  private static void insert(
      Town town, Person sender, Person recipient, String state, int daysAgo, int times) {
    long closed = Instant.now().minus(Duration.ofDays(daysAgo)).toEpochMilli();
    Flux.fromStream(IntStream.range(0, times).boxed())
        .map(_ ->
            """
            INSERT INTO friend_request
              (request_id, sender_id, recipient_id, pair, state, hidden, created_at, closed_at)
            VALUES ('%s', '%s', '%s', '-', '%s', 0, 1, %d)
            """
                .formatted(UUID.randomUUID(), sender.id(), recipient.id(), state, closed))
        .concatMap(sql -> town.bean(DatabaseClient.class).sql(sql).then())
        .blockLast();
  }

  private static long count(Town town) {
    return Objects.requireNonNull(
        town.bean(DatabaseClient.class)
            .sql("SELECT COUNT(*) AS n FROM friend_request")
            .map(row -> Columns.number(row, "n"))
            .one()
            .block());
  }
}
