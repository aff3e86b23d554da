package chat.tacet.social.group;

import static chat.tacet.social.testing.Group.expel;
import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.remove;
import static chat.tacet.social.testing.Refusals.refused;

import chat.tacet.social.testing.Group;
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
class GroupLimitsTest {

  private final Town town;
  private final DatabaseClient database;
  private final Person alice;
  private final Person bob;
  private final Person carol;

  GroupLimitsTest(Town town) {
    this.town = town;
    database = town.bean(DatabaseClient.class);
    alice = town.person("alice");
    bob = town.person("bob");
    carol = town.person("carol");
    Stream.of(alice, bob, carol).forEach(Person::publishDevices);
    Stream.of(bob, carol).forEach(alice::befriend);
  }

  @Test
  void whoIsInFiveHundredGroupsBeginsNone() {
    fill(alice, GroupLimits.MAX_GROUPS);
    var group = Group.draft(alice);
    refused(group.append(alice, group.create(), invite(bob)), 409, "limit-reached");
  }

  @Test
  void whoIsInFiveHundredGroupsIsInvitedToNoneAlsoNotForAMoment() {
    var group = Group.of(alice, carol);
    fill(bob, GroupLimits.MAX_GROUPS);
    refused(group.append(alice, invite(bob)), 409, "limit-reached");
    refused(group.append(alice, invite(bob), remove(bob)), 409, "limit-reached");
  }

  @Test
  void whoIsInvitedAnewUnderAnotherIdentityIsInNoGroupMore() {
    var group = Group.of(alice, bob);
    fill(bob, GroupLimits.MAX_GROUPS - 1);
    bob.identity().startOver();
    var reset = bob.identity().nextList(List.of(bob.device()), list -> list.setIdentityReset(true));
    bob.publish(reset).expectStatus().isNoContent();
    group.add(alice, expel(bob, reset), invite(bob));
  }

  private void fill(Person person, int count) {
    var key = town.isOnPostgres() ? "'\\x00'" : "x'00'";
    var rooms = Stream.generate(UUID::randomUUID).limit(count).toList();
    insert("group_room (room_id, version, sequence)", rooms, "('%s', 1, 1)"::formatted);
    insert(
        "group_member (room_id, account_id, state, since, identity_key, list_version)",
        rooms,
        room -> "('%s', '%s', 'member', 1, %s, 1)".formatted(room, person.id(), key));
  }

  private void insert(String table, List<UUID> rooms, Function<UUID, String> row) {
    var rows = rooms.stream().map(row).collect(Collectors.joining(", "));
    database.sql("INSERT INTO " + table + " VALUES " + rows).then().block();
  }
}
