package chat.tacet.social.group;

import static chat.tacet.social.group.GroupProblems.NOT_A_MEMBER;
import static chat.tacet.social.group.GroupProblems.conflict;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.device.SignatureChecks;
import chat.tacet.social.group.EntryTable.Stored;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Appends to logs by compare-and-swap [M-9]: all entries of an append or none, and the same ones
 * again, or the first of them again, as if for the first time.
 *
 * <p>What costs computing is done before anything is locked. Then the accounts are locked, the
 * smaller id first as everywhere, and the group after them, so that nobody waits in a circle with
 * those who change a friendship, a device list, or an account's life.
 */
@Component
final class GroupLog {

  private final EntryTable entries;
  private final GroupTable groups;
  private final GroupChanges groupChanges;
  private final Certification certification;
  private final SignatureChecks checks;
  private final Accounts accounts;
  private final Transactions transactions;

  GroupLog(
      EntryTable entries,
      GroupTable groups,
      GroupChanges groupChanges,
      Certification certification,
      SignatureChecks checks,
      Accounts accounts,
      Transactions transactions) {
    this.entries = entries;
    this.groups = groups;
    this.groupChanges = groupChanges;
    this.certification = certification;
    this.checks = checks;
    this.accounts = accounts;
    this.transactions = transactions;
  }

  /**
   * Where the log stands with the entries.
   *
   * @param sequence of the last of them
   * @param version of the group with it
   */
  record Appended(long sequence, long version) {}

  /** Appends the entries, each a {@code SignedMembershipEntry}, unless they are there already. */
  Mono<Appended> append(Caller caller, UUID roomId, long after, List<byte[]> signedEntries) {
    return checks
        .run(() -> Append.parse(caller, roomId, after, signedEntries))
        .flatMap(append -> stored(append).flatMap(stored -> append(append, stored)));
  }

  /** What is stored never changes, so what is found here needs neither lock nor verification. */
  private Mono<Appended> append(Append append, List<Stored> stored) {
    int known = known(append, stored);
    return known == append.entries().size()
        ? Mono.just(appended(stored.getLast()))
        : certification
            .certify(append.author(), append.entries().subList(known, append.entries().size()))
            .flatMap(certified -> transactions.run(locked(append, certified)));
  }

  private Mono<Appended> locked(Append append, List<CertifiedEntry> certified) {
    return accounts
        .lockAll(append.author(), append.invited())
        .flatMap(living ->
            lock(append)
                .then(Mono.defer(() -> certification.requireNewest(append.author(), certified)))
                .then(Mono.defer(() -> groups.state(append.roomId())))
                .flatMap(state -> judged(append, certified, state, living)));
  }

  private Mono<Void> lock(Append append) {
    var opened = append.begins() ? groups.open(append.roomId()) : Mono.<Void>empty();
    return opened
        .then(Mono.defer(() -> groups.lock(append.roomId())))
        .filter(locked -> locked)
        .switchIfEmpty(Mono.error(NOT_A_MEMBER::exception))
        .then();
  }

  /** Whoever is not in the group learns nothing of it, not even its length. */
  private Mono<Appended> judged(
      Append append, List<CertifiedEntry> certified, GroupState state, Set<UUID> living) {
    return stored(append)
        .flatMap(stored -> {
          int known = known(append, stored);
          int missing = append.entries().size() - known;
          if (missing == 0) {
            return Mono.just(appended(stored.getLast()));
          }
          if (state.sequence() > 0 && state.here(append.author()).isEmpty()) {
            return Mono.error(NOT_A_MEMBER.exception());
          }
          if (state.sequence() != append.after() + known) {
            return Mono.error(conflict(state.sequence()));
          }
          var fresh = certified.subList(certified.size() - missing, certified.size());
          return groupChanges.take(append.roomId(), state, fresh, living);
        });
  }

  private Mono<List<Stored>> stored(Append append) {
    return entries.after(append.roomId(), append.after(), append.entries().size()).collectList();
  }

  /** How many of the entries, from the first, are stored already. */
  private static int known(Append append, List<Stored> stored) {
    int known = 0;
    while (known < stored.size()
        && stored.get(known).hash().equals(append.entries().get(known).hash())) {
      known++;
    }
    return known;
  }

  private static Appended appended(Stored last) {
    return new Appended(last.sequence(), last.version());
  }
}
