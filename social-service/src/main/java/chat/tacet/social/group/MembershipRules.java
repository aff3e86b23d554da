package chat.tacet.social.group;

import static chat.tacet.social.group.GroupLimits.MAX_ENTRIES;
import static chat.tacet.social.group.GroupProblems.ALREADY_A_MEMBER;
import static chat.tacet.social.group.GroupProblems.ALREADY_INVITED;
import static chat.tacet.social.group.GroupProblems.CANNOT_INVITE_YOURSELF;
import static chat.tacet.social.group.GroupProblems.NOT_A_MEMBER;
import static chat.tacet.social.group.GroupProblems.NOT_THE_OWNER;
import static chat.tacet.social.group.GroupProblems.ROOM_FULL;
import static chat.tacet.social.group.GroupProblems.conflict;
import static chat.tacet.social.group.GroupProblems.invalid;
import static chat.tacet.social.group.GroupProblems.require;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;
import chat.tacet.social.room.MemberState;
import chat.tacet.social.throttle.Capacity;
import java.util.ArrayList;
import java.util.UUID;

/**
 * [M-4] to [M-7] Who may change what in a group, and what becomes of it. Pure: state and entry in,
 * next state out, or a refusal.
 */
final class MembershipRules {

  private MembershipRules() {}

  /**
   * The group after this entry. [M-7] The last entries of a log are kept for those who are in it:
   * one for each, so that nobody is shut in.
   *
   * @throws ProblemException the refusal of {@code contracts/rest.md}
   */
  static GroupState next(GroupState state, CertifiedEntry certified) {
    var entry = certified.entry();
    if (entry.sequence() != state.sequence() + 1 || !entry.previousHash().equals(state.head())) {
      throw conflict(state.sequence());
    }
    if (entry.sequence() > MAX_ENTRIES) {
      throw Capacity.LIMIT_REACHED.exception();
    }
    var next = changed(state, certified).settled(entry.sequence());
    if (!entry.change().ends() && MAX_ENTRIES - entry.sequence() < next.here().count()) {
      throw Capacity.LIMIT_REACHED.exception();
    }
    return next.at(entry.sequence(), entry.hash());
  }

  private static GroupState changed(GroupState state, CertifiedEntry certified) {
    var entry = certified.entry();
    if (entry.change() instanceof Change.Create) {
      require(entry.bringsList(), "author_list is missing");
      return state.with(
          new GroupPerson(
              entry.authorAccount(),
              certified.authorIdentity(),
              MemberState.OWNER,
              entry.sequence(),
              entry.listVersion()));
    }
    var author = author(state, certified);
    var brought = state.with(author.broughtList(entry.listVersion()));
    return new Judge(brought, certified, author.broughtList(entry.listVersion())).changed();
  }

  /** [M-3] [M-4] The author as the log knows them, certified by a list that the log has. */
  private static GroupPerson author(GroupState state, CertifiedEntry certified) {
    var entry = certified.entry();
    var author = state.here(entry.authorAccount()).orElseThrow(NOT_A_MEMBER::exception);
    require(
        author.identityKey().equals(certified.authorIdentity()),
        "author_list is under another identity than the log names");
    require(entry.listVersion() >= author.listVersion(), "list_version decreases");
    require(
        entry.listVersion() == author.listVersion() || entry.bringsList(),
        "author_list is missing");
    return author;
  }

  /** [M-5] One entry, held against the group before it. */
  private record Judge(GroupState state, CertifiedEntry certified, GroupPerson author) {

    GroupState changed() {
      return switch (certified.entry().change()) {
        case Change.Create _ -> throw invalid("the first entry creates, and no other");
        case Change.Invite invite -> invited(invite);
        case Change.Accept _ -> accepted();
        case Change.Decline _ -> declined();
        case Change.Leave _ -> {
          requireMember();
          yield ended(author);
        }
        case Change.Remove remove -> {
          requireOwner();
          yield ended(other(remove.accountId()));
        }
        case Change.Rename _ -> {
          requireOwner();
          yield state;
        }
        case Change.HandOver handOver -> handedOver(handOver.accountId());
        case Change.Expel expel -> expelled(expel);
      };
    }

    private GroupState invited(Change.Invite invite) {
      requireOwner();
      var people = new ArrayList<GroupPerson>();
      for (var person : invite.people()) {
        requireAbsent(person.accountId());
        long listVersion =
            state.person(person.accountId()).map(GroupPerson::listVersion).orElse(0L);
        people.add(
            new GroupPerson(
                person.accountId(),
                person.identityKey(),
                MemberState.INVITED,
                sequence(),
                listVersion));
      }
      refuseIf(state.here().count() + people.size() > GroupLimits.MAX_PEOPLE, ROOM_FULL);
      return state.with(people);
    }

    private GroupState accepted() {
      refuseIf(author.isMember(), ALREADY_A_MEMBER);
      return state.with(author.became(MemberState.MEMBER, sequence()));
    }

    private GroupState declined() {
      require(author.isInvited(), "a member does not decline");
      return ended(author);
    }

    private GroupState handedOver(UUID accountId) {
      requireOwner();
      var heir = other(accountId);
      require(heir.isMember(), "account_id is not a member");
      return state.with(author.inRole(MemberState.MEMBER)).with(heir.inRole(MemberState.OWNER));
    }

    private GroupState expelled(Change.Expel expel) {
      requireMember();
      var person = other(expel.accountId());
      // Every client refuses an older one, [M-5], and then nobody could follow this log any more.
      require(
          expel.listVersion() > person.listVersion(),
          "evidence is no newer than the list of the account that the log brought");
      var evidence =
          certified
              .evidence()
              .orElseThrow(() -> invalid("evidence is not a list that resets the identity"));
      // An old list shows an identity that was replaced long ago, maybe by the one in the log.
      require(
          !evidence.identityKey().equals(person.identityKey())
              && !evidence.newestIdentityKey().equals(person.identityKey()),
          "the account has the identity that the log names");
      return ended(person);
    }

    private GroupState ended(GroupPerson person) {
      return state.with(person.became(MemberState.FORMER, sequence()));
    }

    private void requireMember() {
      refuseIf(!author.isMember(), NOT_A_MEMBER);
    }

    private void requireOwner() {
      requireMember();
      refuseIf(!author.isOwner(), NOT_THE_OWNER);
    }

    private void requireAbsent(UUID accountId) {
      refuseIf(accountId.equals(author.accountId()), CANNOT_INVITE_YOURSELF);
      state
          .here(accountId)
          .ifPresent(person -> {
            throw (person.isMember() ? ALREADY_A_MEMBER : ALREADY_INVITED).exception();
          });
    }

    /** A member, or somebody invited, who is not the author. */
    private GroupPerson other(UUID accountId) {
      return state
          .here(accountId)
          .filter(person -> !person.accountId().equals(author.accountId()))
          .orElseThrow(() -> invalid("account_id is nobody else of this group"));
    }

    private long sequence() {
      return certified.entry().sequence();
    }

    private static void refuseIf(boolean holds, ProblemType problem) {
      if (holds) {
        throw problem.exception();
      }
    }
  }
}
