package chat.tacet.social.group;

import static chat.tacet.social.testing.Group.accept;
import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.leave;
import static chat.tacet.social.testing.Group.rename;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** [M-9] Two at once, and once more what was done. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class GroupRaceStoryTest {

  private static final int TIMES = 5;

  private final Town town;
  private final Person alice;
  private final Person bob;
  private final Person carol;

  GroupRaceStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.bob = town.person("bob");
    this.carol = town.person("carol");
  }

  @BeforeEach
  void meet() {
    Stream.of(alice, bob, carol).forEach(Person::publishDevices);
    alice.befriend(bob);
    alice.befriend(carol);
  }

  @Test
  void whoeverLosesTheRaceIsToldHowLongTheLogIs() {
    var group = Group.founded(alice, bob, carol);
    var bobs = group.entries(bob, accept());
    group.add(carol, accept());
    var conflict = refused(group.append(bob, 2, bobs), 409, "room-log-conflict");
    assertThat(conflict.number("$.sequence")).isEqualTo(3);
    group.add(bob, accept());
  }

  @Test
  @DisplayName("[M-9] two appends at once settle in one order")
  void twoAtOnceSettleInOneOrder() {
    for (int i = 0; i < TIMES; i++) {
      var group = Group.founded(alice, bob, carol);
      var statuses =
          Together.run(
              () -> status(group, bob, group.entries(bob, accept())),
              () -> status(group, carol, group.entries(carol, accept())));
      assertThat(statuses).containsExactlyInAnyOrder(200, 409);
      assertThat(group.log(alice, 0).number("$.sequence")).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("[M-9] repeating an append that was taken is the same as having done it")
  void anAppendMayBeRepeated() {
    var group = Group.draft(alice);
    var begun = group.entries(alice, group.create(), invite(bob));
    group.append(alice, begun).expectStatus().isOk();
    group.took(alice, begun);
    group.add(bob, accept());
    assertAnswered(group, 0, begun, 2);

    // Also if only some of it was, and by whoever is gone since.
    var more = group.entries(alice, rename(), rename(), leave());
    group.append(alice, more.subList(0, 1)).expectStatus().isOk();
    assertAnswered(group, 3, more, 6);
    group.took(alice, more);
    assertAnswered(group, 3, more, 6);
    assertThat(group.log(bob, 0).strings("$.entries")).hasSize(6);
  }

  private void assertAnswered(
      Group group, long after, List<SignedMembershipEntry> entries, long sequence) {
    var answer = Json.of(group.append(alice, after, entries).expectStatus().isOk());
    assertThat(answer.number("$.sequence")).isEqualTo(sequence);
    assertThat(answer.number("$.version")).isEqualTo(sequence);
  }

  @Test
  void theSameAppendTwiceAtOnceIsTakenOnce() {
    for (int i = 0; i < TIMES; i++) {
      var group = Group.draft(alice);
      var begun = group.entries(alice, group.create(), invite(bob, carol));
      assertThat(Together.run(() -> status(group, alice, begun), () -> status(group, alice, begun)))
          .containsExactly(200, 200);
      group.took(alice, begun);
      var bobs = group.entries(bob, accept());
      assertThat(Together.run(() -> status(group, bob, bobs), () -> status(group, bob, bobs)))
          .containsExactly(200, 200);
      assertThat(group.log(alice, 0).strings("$.entries")).hasSize(3);
    }
  }

  @Test
  void allOfAnAppendIsTakenOrNothing() {
    var group = Group.founded(alice, bob);
    refused(group.append(alice, rename(), rename(), invite(bob)), 409, "already-invited");
    assertThat(group.log(alice, 0).number("$.sequence")).isEqualTo(2);
    assertThat(group.seenBy(alice).number("$[0].version")).isEqualTo(2);
  }

  /** Everybody locks several accounts and a group; nobody waits for ever, and nothing breaks. */
  @Test
  void manyWhoInviteEachOtherAtOnce() {
    bob.befriend(carol);
    var people = List.of(alice, bob, carol);
    var acts =
        Stream.iterate(0, i -> i + 1)
            .limit(18)
            .<Callable<Integer>>map(i -> () -> foundedBy(people.get(i % 3), others(people, i % 3)))
            .toList();
    assertThat(Together.run(acts)).containsOnly(200);
  }

  @Test
  void anAccountEndsWhileItsGroupGoesOn() {
    for (int i = 0; i < TIMES; i++) {
      var dave = town.person("dave");
      dave.publishDevices();
      alice.befriend(dave);
      var group = Group.of(alice, bob, dave);
      var statuses =
          Together.run(
              () -> status(group, alice, group.entries(alice, rename())),
              () -> {
                town.endAccount(dave);
                return 200;
              });
      assertThat(statuses).containsExactly(200, 200);
      assertThat(group.seenBy(alice).number("$[0].version")).isEqualTo(6);
    }
  }

  private static Integer foundedBy(Person owner, Person... invited) {
    var group = Group.draft(owner);
    return status(group, owner, group.entries(owner, group.create(), invite(invited)));
  }

  private static Person[] others(List<Person> people, int but) {
    return people.stream().filter(person -> person != people.get(but)).toArray(Person[]::new);
  }

  /** Asks again when the service is too busy, as clients do: an append may be repeated. */
  private static Integer status(Group group, Person who, List<SignedMembershipEntry> entries) {
    return await()
        .atMost(Duration.ofSeconds(25))
        .until(
            () -> group.append(who, entries).returnResult(byte[].class).getStatus().value(),
            status -> status != 503);
  }
}
