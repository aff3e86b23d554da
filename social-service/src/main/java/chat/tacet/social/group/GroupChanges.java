package chat.tacet.social.group;

import static chat.tacet.social.group.GroupProblems.GROUP_EMPTY;
import static chat.tacet.social.group.GroupProblems.NOT_A_FRIEND;
import static chat.tacet.social.group.GroupProblems.USER_NOT_FOUND;

import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.Friendships;
import chat.tacet.social.group.GroupLog.Appended;
import chat.tacet.social.throttle.Capacity;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes entries into a group whose lock, and those of the people invited, the caller holds. */
@Component
final class GroupChanges {

  private final EntryTable entries;
  private final GroupTable groups;
  private final Friendships friendships;
  private final DirectoryChanges changes;
  private final Throttle throttle;

  GroupChanges(
      EntryTable entries,
      GroupTable groups,
      Friendships friendships,
      DirectoryChanges changes,
      Throttle throttle) {
    this.entries = entries;
    this.groups = groups;
    this.friendships = friendships;
    this.changes = changes;
    this.throttle = throttle;
  }

  /**
   * Judges the entries one after the other and stores them and what they make of the group.
   *
   * @param living those of the people invited whose accounts live
   */
  Mono<Appended> take(
      UUID roomId, GroupState before, List<CertifiedEntry> fresh, Set<UUID> living) {
    return Mono.defer(() -> {
      var after = before;
      for (var entry : fresh) {
        after = MembershipRules.next(after, entry);
      }
      var step = new Step(roomId, before, after, fresh);
      if (step.begins() && !step.awaitsSomebody()) {
        return Mono.error(GROUP_EMPTY.exception());
      }
      return checkInvited(step, living)
          .then(checkSpace(step))
          .then(counted(step, groups.version(roomId).flatMap(version -> store(step, version))));
    });
  }

  /**
   * Only friends are invited. Who has blocked whom need not be asked: blocking ends friendship, and
   * nobody befriends whom they block.
   */
  private Mono<Void> checkInvited(Step step, Set<UUID> living) {
    var invited = step.invited();
    if (invited.isEmpty()) {
      return Mono.empty();
    }
    if (!living.containsAll(invited)) {
      return Mono.error(USER_NOT_FOUND.exception());
    }
    return friendships
        .friendsAmong(step.author(), invited)
        .count()
        .filter(friends -> friends == invited.size())
        .switchIfEmpty(Mono.error(NOT_A_FRIEND::exception))
        .then();
  }

  private Mono<Void> checkSpace(Step step) {
    var newcomers = step.newcomers();
    var groupsOfNewcomers = newcomers.isEmpty() ? Flux.<Long>empty() : groups.groupsOf(newcomers);
    var devices = step.hasNewMember() ? groups.devicesOf(step.members()) : Mono.<Long>empty();
    return groupsOfNewcomers
        .flatMap(count -> Capacity.requireBelow(GroupLimits.MAX_GROUPS, count))
        .then(devices)
        .flatMap(count -> Capacity.requireBelow(GroupLimits.MAX_DEVICES + 1L, count));
  }

  /** Last of all, so that only what is begun counts, and no attempt that is refused. */
  private Mono<Appended> counted(Step step, Mono<Appended> stored) {
    return step.begins() ? throttle.requireFor(stored, Rule.NEW_GROUPS, step.author()) : stored;
  }

  private Mono<Appended> store(Step step, long version) {
    long newVersion = version + step.fresh().size();
    return Flux.fromIterable(step.fresh())
        .index()
        .concatMap(next -> {
          var entry = next.getT2().entry();
          return entries.insert(entry, version + 1 + next.getT1(), step.storedForm(entry));
        })
        .then(groups.advance(step.roomId(), newVersion, step.after().sequence()))
        .thenMany(Flux.fromIterable(step.changed()))
        .concatMap(person -> groups.save(step.roomId(), person))
        .then(changes.changed(Topic.ROOMS, step.roomId()))
        .then(changes.changed(Topic.ROOMS_LEFT, step.left()))
        .thenReturn(new Appended(step.after().sequence(), newVersion));
  }

  /** A group before and after some entries. */
  private record Step(
      UUID roomId, GroupState before, GroupState after, List<CertifiedEntry> fresh) {

    boolean begins() {
      return before.sequence() == 0;
    }

    /** Whether there is somebody invited who may still come. */
    boolean awaitsSomebody() {
      return after.here().anyMatch(GroupPerson::isInvited);
    }

    UUID author() {
      return fresh.getFirst().entry().authorAccount();
    }

    Set<UUID> invited() {
      return fresh.stream()
          .map(certified -> certified.entry().change())
          .filter(Change.Invite.class::isInstance)
          .flatMap(change -> ((Change.Invite) change).people().stream())
          .map(Change.Invitee::accountId)
          .collect(Collectors.toUnmodifiableSet());
    }

    /** Who was not in the group and came to it, also where a later entry takes them out again. */
    Collection<UUID> newcomers() {
      var named = begins() ? Stream.of(author()) : Stream.<UUID>empty();
      return Stream.concat(named, invited().stream())
          .filter(account -> before.here(account).isEmpty())
          .toList();
    }

    /** Who was in the group and is not any more. */
    Collection<UUID> left() {
      return ids(before.here().filter(person -> after.here(person.accountId()).isEmpty()).toList());
    }

    Collection<UUID> members() {
      return ids(after.members().toList());
    }

    boolean hasNewMember() {
      return after
          .members()
          .anyMatch(
              person -> before.person(person.accountId()).filter(GroupPerson::isMember).isEmpty());
    }

    /** The owner last: a group never has two. */
    List<GroupPerson> changed() {
      return after.people().values().stream()
          .filter(person -> !before.person(person.accountId()).filter(person::equals).isPresent())
          .sorted(Comparator.comparing(GroupPerson::isOwner))
          .toList();
    }

    /** [M-3] With the author's list only where no earlier entry brought it. */
    byte[] storedForm(Entry entry) {
      boolean brought =
          before
              .person(entry.authorAccount())
              .filter(author -> author.listVersion() == entry.listVersion())
              .isPresent();
      boolean first = entry.sequence() == before.sequence() + 1;
      return brought || !first
          ? entry.signed().toBuilder().clearAuthorList().build().toByteArray()
          : entry.signed().toByteArray();
    }

    private static Collection<UUID> ids(List<GroupPerson> people) {
      return people.stream().map(GroupPerson::accountId).toList();
    }
  }
}
