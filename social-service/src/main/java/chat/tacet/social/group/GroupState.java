package chat.tacet.social.group;

import chat.tacet.social.room.MemberState;
import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a log made of a group. Immutable.
 *
 * @param sequence of the newest entry; 0 before the first
 * @param head hash of the newest entry
 * @param people everybody the log named
 */
record GroupState(long sequence, ByteString head, Map<UUID, GroupPerson> people) {

  static final GroupState NOTHING = new GroupState(0, EntryParser.NO_PREDECESSOR, Map.of());

  GroupState {
    people = Map.copyOf(people);
  }

  Optional<GroupPerson> person(UUID accountId) {
    return Optional.ofNullable(people.get(accountId));
  }

  /** The person, unless they are neither member nor invited. */
  Optional<GroupPerson> here(UUID accountId) {
    return person(accountId).filter(GroupPerson::isHere);
  }

  /** Members and invited. */
  Stream<GroupPerson> here() {
    return people.values().stream().filter(GroupPerson::isHere);
  }

  Stream<GroupPerson> members() {
    return people.values().stream().filter(GroupPerson::isMember);
  }

  GroupState with(GroupPerson person) {
    return with(Stream.of(person).toList());
  }

  GroupState with(Collection<GroupPerson> changed) {
    var all = new HashMap<>(people);
    changed.forEach(person -> all.put(person.accountId(), person));
    return new GroupState(sequence, head, all);
  }

  GroupState at(long newSequence, ByteString newHead) {
    return new GroupState(newSequence, newHead, people);
  }

  /**
   * [M-6] Without an owner, the member of longest standing becomes it; without members the group is
   * over, for the invited too.
   */
  GroupState settled(long atSequence) {
    if (members().anyMatch(GroupPerson::isOwner)) {
      return this;
    }
    return members()
        .min(Comparator.comparingLong(GroupPerson::since))
        .map(eldest -> with(eldest.inRole(MemberState.OWNER)))
        .orElseGet(
            () -> with(here().map(last -> last.became(MemberState.FORMER, atSequence)).toList()));
  }
}
