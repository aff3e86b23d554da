package chat.tacet.social.group;

import static chat.tacet.social.group.GroupProblems.GROUP_EMPTY;
import static chat.tacet.social.group.GroupProblems.require;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.token.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Entries that one device wants to append to one log, each following the one before.
 *
 * @param after sequence of the entry that the first of them follows
 */
record Append(UUID roomId, UUID author, long after, List<Entry> entries) {

  /**
   * Reads the entries.
   *
   * @throws ProblemException {@code room-entry-invalid}, or {@code group-empty} for a group of one
   */
  static Append parse(Caller caller, UUID roomId, long after, List<byte[]> signedEntries) {
    var entries = new ArrayList<Entry>();
    for (var bytes : signedEntries) {
      var entry = EntryParser.parse(bytes);
      require(entry.roomId().equals(roomId), "room_id is another");
      require(
          entry.authorAccount().equals(caller.accountId())
              && entry.authorDevice().equals(caller.deviceId()),
          "the author is not the token's");
      require(entry.sequence() == after + 1 + entries.size(), "sequence does not follow");
      require(
          entries.isEmpty() || entry.previousHash().equals(entries.getLast().hash()),
          "previous_hash is not that of the entry before");
      entries.add(entry);
    }
    var append = new Append(roomId, caller.accountId(), after, List.copyOf(entries));
    if (append.begins() && append.invited().isEmpty()) {
      throw GROUP_EMPTY.exception();
    }
    return append;
  }

  /** Whether it begins the group. */
  boolean begins() {
    return entries.getFirst().change() instanceof Change.Create;
  }

  /** Everybody whom any of the entries invites. */
  Set<UUID> invited() {
    return entries.stream()
        .map(Entry::change)
        .filter(Change.Invite.class::isInstance)
        .flatMap(change -> ((Change.Invite) change).people().stream())
        .map(Change.Invitee::accountId)
        .collect(Collectors.toUnmodifiableSet());
  }
}
