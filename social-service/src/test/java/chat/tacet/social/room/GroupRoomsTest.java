package chat.tacet.social.room;

import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.remove;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.profile.User;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** Groups change while somebody reads the list of theirs. */
class GroupRoomsTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void whoWasRemovedMeanwhileSeesNothingOfAfterwards(Town town) {
    var alice = town.person("alice");
    var bob = town.person("bob");
    var carol = town.person("carol");
    Stream.of(alice, bob, carol).forEach(Person::publishDevices);
    Stream.of(alice, carol).forEach(bob::befriend);
    var groups =
        Stream.generate(() -> Group.of(bob, alice))
            .limit(3)
            .sorted(Comparator.comparing(group -> group.id().toString()))
            .toList();
    var last = groups.getLast();

    StepVerifier.create(town.bean(GroupRooms.class).of(alice.id()), 1)
        .assertNext(room -> assertThat(namesIn(room)).containsExactly("bob", "alice"))
        .then(() -> last.add(bob, remove(alice)))
        .then(() -> last.add(bob, invite(carol)))
        .thenRequest(2)
        .assertNext(room -> assertThat(room.me()).isEqualTo("member"))
        .assertNext(room -> {
          assertThat(room.me()).isEqualTo("former");
          assertThat(room.open()).isFalse();
          assertThat(room.members()).isEmpty();
          assertThat(room.invited()).isEmpty();
          assertThat(room.sequence()).isEqualTo(last.sequence() - 1);
        })
        .expectComplete()
        .verify(WITHIN);
  }

  private static List<String> namesIn(GroupRoom room) {
    return room.members().stream().map(User::firstName).toList();
  }
}
