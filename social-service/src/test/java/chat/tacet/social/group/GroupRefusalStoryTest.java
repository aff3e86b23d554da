package chat.tacet.social.group;

import static chat.tacet.social.testing.Group.accept;
import static chat.tacet.social.testing.Group.decline;
import static chat.tacet.social.testing.Group.expel;
import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.leave;
import static chat.tacet.social.testing.Group.remove;
import static chat.tacet.social.testing.Group.rename;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.room.v1.MembershipEntry;
import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Identity;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.TestDevice;
import chat.tacet.social.testing.Town;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody gets into a log. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class GroupRefusalStoryTest {

  private final Town town;
  private final Person alice;
  private final Person bob;
  private final Person mallory;

  GroupRefusalStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.bob = town.person("bob");
    this.mallory = town.person("mallory");
  }

  @BeforeEach
  void meet() {
    Stream.of(alice, bob, mallory).forEach(Person::publishDevices);
    alice.befriend(bob);
  }

  @Test
  void aStrangerNeitherReadsNorWrites() {
    var group = Group.founded(alice, bob);
    refused(mallory.call("GET", group.path()), 404, "not-found");
    for (var change : List.of(accept(), decline(), leave(), rename(), remove(bob))) {
      refused(group.append(mallory, change), 403, "not-a-member");
    }
    refused(group.append(mallory, expel(bob, bob.identity().lastList())), 403, "not-a-member");
    // Not even how long the log is.
    var early = group.append(mallory, 0, group.entries(mallory, rename()));
    refused(early, 400, "room-entry-invalid");
    refused(Group.draft(mallory).append(mallory, rename()), 400, "room-entry-invalid");
  }

  @Test
  void aGroupNobodyBeganIsNobodys() {
    var group = Group.draft(alice);
    var begun = group.entries(alice, group.create(), invite(bob));
    group.took(alice, begun);
    refused(group.append(alice, rename()), 403, "not-a-member");
    refused(alice.call("GET", group.path()), 404, "not-found");
  }

  @Test
  @DisplayName("[M-1] nobody begins a group of an id that is not theirs")
  void aGroupsIdFollowsFromItsCreator() {
    var alices = Group.draft(alice);
    mallory.befriend(bob);
    refused(alices.append(mallory, alices.create(), invite(bob)), 400, "room-entry-invalid");
  }

  @Test
  void nobodyBeginsAGroupAlone() {
    var group = Group.draft(alice);
    refused(group.append(alice, group.create()), 400, "group-empty");
    refused(group.append(alice, group.create(), rename()), 400, "group-empty");
    refused(group.append(alice, group.create(), invite()), 400, "room-entry-invalid");
    // Nor with somebody who is out again before they could have heard of it.
    refused(group.append(alice, group.create(), invite(bob), leave()), 400, "group-empty");
    refused(group.append(alice, group.create(), invite(bob), remove(bob)), 400, "group-empty");
    assertThat(alice.read("/rooms").strings("$.rooms[?(@.kind=='group')]")).isEmpty();
  }

  @Test
  void onlyFriendsAreInvited() {
    var group = Group.draft(alice);
    refused(group.append(alice, group.create(), invite(mallory)), 409, "not-a-friend");
    refused(group.append(alice, group.create(), invite(bob, mallory)), 409, "not-a-friend");
    refused(
        group.append(alice, group.create(), invite(bob, town.stranger("nobody"))),
        404,
        "user-not-found");
    refused(group.append(alice, group.create(), invite(alice)), 409, "cannot-invite-yourself");
    group.add(alice, group.create(), invite(bob));
    refused(group.append(alice, invite(bob)), 409, "already-invited");
    group.add(bob, accept());
    refused(group.append(alice, invite(bob)), 409, "already-a-member");
  }

  @Test
  void nobodyInvitesWhomTheyBlockedOrWhoBlockedThem() {
    var carol = town.person("carol");
    carol.publishDevices();
    alice.befriend(carol);
    alice.call("PUT", "/blocks/" + bob.id()).expectStatus().isNoContent();
    carol.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
    for (var person : List.of(bob, carol)) {
      var group = Group.draft(alice);
      refused(group.append(alice, group.create(), invite(person)), 409, "not-a-friend");
    }
  }

  @Test
  void anInvitedPersonMayOnlyAnswer() {
    var group = Group.founded(alice, bob);
    for (var change : List.of(leave(), rename(), remove(alice), invite(mallory))) {
      refused(group.append(bob, change), 403, "not-a-member");
    }
    group.add(bob, accept());
    refused(group.append(bob, decline()), 400, "room-entry-invalid");
    refused(group.append(bob, invite(mallory)), 403, "not-the-owner");
    refused(group.append(bob, rename()), 403, "not-the-owner");
  }

  @Test
  void forgedEntriesAreRefused() {
    var group = Group.of(alice, bob);
    var alices = group.entries(alice, remove(bob)).getFirst();
    // Somebody else's entry, in another's name or with another's signature.
    refused(group.append(bob, List.of(alices)), 400, "room-entry-invalid");
    var bobs = group.entries(bob, leave()).getFirst();
    var mixed = bobs.toBuilder().setSignature(alices.getSignature()).build();
    refused(group.append(bob, List.of(mixed)), 400, "room-entry-invalid");
    var unsigned = bobs.toBuilder().clearSignature().build();
    refused(group.append(bob, List.of(unsigned)), 400, "room-entry-invalid");
    // Another device of the account, and a device that the list does not name.
    var phone = bob.identity().newDevice();
    var body =
        Map.of("after", group.sequence(), "entries", List.of(Json.base64(bobs.toByteArray())));
    refused(bob.call(phone.id(), "POST", group.path(), body), 400, "room-entry-invalid");
    refused(
        group.append(bob, List.of(Group.signed(bob, spoilt(bobs, phone), false))),
        400,
        "room-entry-invalid");
  }

  private static byte[] spoilt(SignedMembershipEntry signed, TestDevice device) {
    try {
      return MembershipEntry.parseFrom(signed.getEntry()).toBuilder()
          .setAuthorDeviceId(Identity.raw(device.id()))
          .build()
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("[M-3] the list that certifies an entry is the newest, and the very one")
  void anotherListDoesNotCertify() {
    var group = Group.founded(alice, bob);
    var before = group.entries(bob, accept());
    bob.publish(bob.identity().nextList(List.of(bob.device()))).expectStatus().isNoContent();
    refused(group.append(bob, before), 400, "room-entry-invalid");
    var withOther =
        group.entries(bob, accept()).getFirst().toBuilder()
            .setAuthorList(ByteString.copyFrom(alice.identity().lastList()))
            .build();
    refused(group.append(bob, List.of(withOther)), 400, "room-entry-invalid");
    group.add(bob, accept());
  }

  @Test
  void whoHasNoDeviceListWritesNothing() {
    var carol = town.person("carol");
    alice.befriend(carol);
    var group = Group.founded(alice, carol);
    refused(
        group.append(carol, entry -> accept().andThen(e -> e.setListVersion(1)).accept(entry)),
        403,
        "forbidden");
  }

  @Test
  void aReplayedEntryIsNotTakenTwice() {
    var group = Group.of(alice, bob);
    var entries = group.add(alice, rename());
    refused(group.append(alice, entries), 400, "room-entry-invalid");
    var other = Group.of(alice, bob);
    refused(other.append(alice, entries), 400, "room-entry-invalid");
  }

  @Test
  void evidenceThatTheAccountDidNotPublishProvesNothing() {
    var group = Group.of(alice, bob);
    // Anybody can make an identity and sign a list in Alice's name with it.
    var forged =
        alice.identity().forged(List.of(alice.device()), list -> list.setIdentityReset(true));
    refused(group.append(bob, expel(alice, forged)), 400, "room-entry-invalid");
    var hers = alice.identity().lastList();
    refused(group.append(bob, expel(alice, hers)), 400, "room-entry-invalid");
    refused(group.append(bob, expel(bob, hers)), 400, "room-entry-invalid");
    refused(group.append(bob, expel(alice, new byte[] {1, 2})), 400, "room-entry-invalid");
  }

  @Test
  void bytesThatSayTheSameOtherwiseAreRefused() {
    var group = Group.of(alice, bob);
    var entry = group.entries(alice, rename()).getFirst().getEntry();
    // A field that is not in the schema, one twice, a default value spelt out.
    for (var extra : List.of("f80101", "08010801", "4a00")) {
      var bytes = entry.concat(ByteString.fromHex(extra)).toByteArray();
      refused(
          group.append(alice, List.of(Group.signed(alice, bytes, false))),
          400,
          "room-entry-invalid");
    }
    group
        .append(alice, List.of(Group.signed(alice, entry.toByteArray(), false)))
        .expectStatus()
        .isOk();
  }
}
