package chat.tacet.social.group;

import static chat.tacet.social.testing.Group.accept;
import static chat.tacet.social.testing.Group.decline;
import static chat.tacet.social.testing.Group.expel;
import static chat.tacet.social.testing.Group.handOver;
import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.leave;
import static chat.tacet.social.testing.Group.remove;
import static chat.tacet.social.testing.Group.rename;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Alice's group: who comes and goes, and what everybody sees of it. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class GroupStoryTest {

  private final Person alice;
  private final Person bob;
  private final Person carol;

  GroupStoryTest(Town town) {
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
  @DisplayName("[M-1] [M-2] [M-3] Alice founds a group, and whom she invited reads how it began")
  void aliceFoundsAGroup() {
    var group = Group.draft(alice);
    var entries = group.entries(alice, group.create(), invite(bob, carol));
    var answer = Json.of(group.append(alice, entries).expectStatus().isOk());

    assertThat(answer.number("$.sequence")).isEqualTo(2);
    assertThat(answer.number("$.version")).isEqualTo(2);
    var log = group.log(bob, 0);
    assertThat(log.strings("$.entries"))
        .containsExactlyElementsOf(
            entries.stream().map(entry -> Json.base64(entry.toByteArray())).toList());
    assertThat(log.number("$.sequence")).isEqualTo(2);
    assertThat(group.log(bob, 1).strings("$.entries")).hasSize(1);

    var seen = group.seenBy(bob);
    assertThat(seen.string("$[0].kind")).isEqualTo("group");
    assertThat(seen.string("$[0].me")).isEqualTo("invited");
    assertThat(seen.flag("$[0].open")).isTrue();
    assertThat(seen.string("$[0].owner")).isEqualTo(alice.id().toString());
    assertThat(seen.strings("$[0].members[*].username")).containsExactly(alice.username());
    assertThat(seen.strings("$[0].invited[*].username"))
        .containsExactlyInAnyOrder(bob.username(), carol.username());
    assertThat(seen.strings("$[0].gone")).isEmpty();
    assertThat(seen.number("$[0].sequence")).isEqualTo(2);
    assertThat(seen.number("$[0].version")).isEqualTo(2);
  }

  @Test
  void whoAcceptsIsAMemberAndWhoDeclinesIsNot() {
    var group = Group.founded(alice, bob, carol);
    group.add(bob, accept());
    group.add(carol, decline());

    var seen = group.seenBy(alice);
    assertThat(seen.string("$[0].me")).isEqualTo("member");
    assertThat(seen.strings("$[0].members[*].username"))
        .containsExactly(alice.username(), bob.username());
    assertThat(seen.strings("$[0].invited[*]")).isEmpty();
    refused(group.append(bob, accept()), 409, "already-a-member");
    refused(group.append(carol, accept()), 403, "not-a-member");
  }

  @Test
  @DisplayName("[M-5] what was one's own is read again for ever, what came later is not")
  void whoLeftSeesTheLogAsFarAsTheirEnd() {
    var group = Group.of(alice, bob, carol);
    group.add(bob, leave());
    long end = group.sequence();
    group.add(alice, rename());

    var seen = group.seenBy(bob);
    assertThat(seen.string("$[0].me")).isEqualTo("former");
    assertThat(seen.flag("$[0].open")).isFalse();
    assertThat(seen.has("$[0].owner")).isFalse();
    assertThat(seen.strings("$[0].members")).isEmpty();
    assertThat(seen.strings("$[0].invited")).isEmpty();
    assertThat(seen.number("$[0].sequence")).isEqualTo(end);
    assertThat(seen.number("$[0].version")).isEqualTo(end);
    var log = group.log(bob, 0);
    assertThat(log.strings("$.entries")).hasSize((int) end);
    assertThat(log.number("$.sequence")).isEqualTo(end);
    assertThat(log.number("$.version")).isEqualTo(end);
    assertThat(group.log(bob, end).strings("$.entries")).isEmpty();
    refused(group.append(bob, leave()), 403, "not-a-member");
  }

  @Test
  void whoLeftMayBeInvitedAgain() {
    var group = Group.of(alice, bob, carol);
    group.add(bob, leave());
    group.add(alice, invite(bob));
    assertThat(group.seenBy(bob).string("$[0].me")).isEqualTo("invited");
    // [M-3] The log has his list from when he first accepted.
    group.add(bob, accept());

    // [M-6] He stands at the end now.
    group.add(alice, leave());
    assertThat(group.seenBy(carol).string("$[0].owner")).isEqualTo(carol.id().toString());
  }

  @Test
  @DisplayName("[M-6] when the owner leaves, the member of longest standing becomes owner")
  void ownershipPasses() {
    var group = Group.founded(alice, bob, carol);
    group.add(carol, accept());
    group.add(bob, accept());
    group.add(alice, leave());

    assertThat(group.seenBy(bob).string("$[0].owner")).isEqualTo(carol.id().toString());
    refused(group.append(bob, rename()), 403, "not-the-owner");
    group.add(carol, rename());
  }

  @Test
  @DisplayName("[M-6] a room without members is over, for those invited too")
  void whenTheLastLeavesItIsOver() {
    var group = Group.founded(alice, bob);
    group.add(alice, leave());

    for (var person : List.of(alice, bob)) {
      var seen = group.seenBy(person);
      assertThat(seen.string("$[0].me")).isEqualTo("former");
      assertThat(seen.flag("$[0].open")).isFalse();
      assertThat(group.log(person, 0).number("$.sequence")).isEqualTo(3);
    }
    refused(group.append(bob, accept()), 403, "not-a-member");
    refused(group.append(alice, rename()), 403, "not-a-member");
  }

  @Test
  void theOwnerRemovesMembersAndTakesInvitationsBack() {
    var group = Group.founded(alice, bob, carol);
    group.add(bob, accept());
    refused(group.append(bob, remove(carol)), 403, "not-the-owner");
    refused(group.append(bob, remove(alice)), 403, "not-the-owner");
    refused(group.append(alice, remove(alice)), 400, "room-entry-invalid");
    group.add(alice, remove(bob));
    group.add(alice, remove(carol));
    refused(group.append(alice, remove(bob)), 400, "room-entry-invalid");

    assertThat(group.seenBy(bob).number("$[0].sequence")).isEqualTo(4);
    assertThat(group.seenBy(carol).number("$[0].sequence")).isEqualTo(5);
    refused(group.append(carol, accept()), 403, "not-a-member");
  }

  @Test
  void theOwnerHandsOver() {
    var group = Group.founded(alice, bob, carol);
    group.add(bob, accept());
    refused(group.append(alice, handOver(carol)), 400, "room-entry-invalid");
    refused(group.append(alice, handOver(alice)), 400, "room-entry-invalid");
    refused(group.append(bob, handOver(bob)), 403, "not-the-owner");
    group.add(alice, handOver(bob));

    assertThat(group.seenBy(alice).string("$[0].owner")).isEqualTo(bob.id().toString());
    refused(group.append(alice, rename()), 403, "not-the-owner");
    group.add(bob, rename());
    // Alice has still been there longest.
    group.add(carol, accept());
    group.add(bob, leave());
    assertThat(group.seenBy(carol).string("$[0].owner")).isEqualTo(alice.id().toString());
  }

  @Test
  @DisplayName("[M-4] [M-5] whose identity is another is expelled, and invited again")
  void whoStartedOverIsExpelled() {
    var group = Group.of(alice, bob, carol);
    bob.identity().startOver();
    var reset = bob.identity().nextList(List.of(bob.device()), list -> list.setIdentityReset(true));
    refused(group.append(carol, expel(bob, reset)), 400, "room-entry-invalid");
    bob.publish(reset).expectStatus().isNoContent();

    refused(group.append(bob, leave()), 400, "room-entry-invalid");
    group.add(carol, expel(bob, reset));
    assertThat(group.seenBy(bob).string("$[0].me")).isEqualTo("former");
    group.add(alice, invite(bob));
    group.add(bob, accept());
    assertThat(group.seenBy(bob).string("$[0].me")).isEqualTo("member");
    // What was true once proves nothing about who he is now.
    refused(group.append(carol, expel(bob, reset)), 400, "room-entry-invalid");
  }

  @Test
  @DisplayName("[M-6] an expelled owner's group has another owner")
  void anOwnerIsExpelled() {
    var group = Group.of(alice, bob, carol);
    alice.identity().startOver();
    var reset =
        alice.identity().nextList(List.of(alice.device()), list -> list.setIdentityReset(true));
    alice.publish(reset).expectStatus().isNoContent();
    group.add(carol, expel(alice, reset));
    assertThat(group.seenBy(carol).string("$[0].owner")).isEqualTo(bob.id().toString());
  }

  @Test
  @DisplayName("[M-3] a list travels beside an entry only where the log has it not")
  void listsTravelOnce() {
    var group = Group.founded(alice, bob);
    alice.publish(alice.identity().nextList(List.of(alice.device()))).expectStatus().isNoContent();
    var withNewList = group.entries(alice, rename()).getFirst();
    assertThat(withNewList.getAuthorList().isEmpty()).isFalse();
    refused(
        group.append(alice, List.of(withNewList.toBuilder().clearAuthorList().build())),
        400,
        "room-entry-invalid");
    group.add(alice, rename());
    var withoutList = group.entries(alice, rename()).getFirst();
    var again = Group.signed(alice, withoutList.getEntry().toByteArray(), true);
    group.append(alice, List.of(again)).expectStatus().isOk();

    assertThat(group.log(bob, 3).strings("$.entries"))
        .containsExactly(Json.base64(withoutList.toByteArray()));
  }
}
