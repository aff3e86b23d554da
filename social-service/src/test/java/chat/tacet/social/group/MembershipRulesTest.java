package chat.tacet.social.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.tacet.contracts.room.v1.SignedMembershipEntry;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.social.group.CertifiedEntry.Evidence;
import chat.tacet.social.room.MemberState;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of [M-5], with what it refuses, and what becomes of the owner. */
class MembershipRulesTest {

  private static final String OWNER = "owner";
  private static final String MEMBER = "member";
  private static final String YOUNGER = "younger member";
  private static final String INVITED = "invited";
  private static final String FORMER = "former";
  private static final String STRANGER = "stranger";

  /** The owner invited all but the stranger; three accepted, one declined. */
  private final GroupState group =
      Stream.of(
              entry(OWNER, invite(MEMBER, YOUNGER, INVITED, FORMER)),
              entry(MEMBER, new Change.Accept()),
              entry(YOUNGER, new Change.Accept()),
              entry(FORMER, new Change.Decline()))
          .reduce(begun(), MembershipRulesTest::taken, (_, after) -> after);

  static Stream<Arguments> table() {
    var remove = new Change.Remove(id(YOUNGER));
    var handOver = new Change.HandOver(id(YOUNGER));
    var expel = new Change.Expel(id(YOUNGER), 2, ByteString.EMPTY);
    return Stream.of(
            refusals(invite(STRANGER), null, "not-the-owner", "not-a-member"),
            refusals(new Change.Accept(), "already-a-member", "already-a-member", null),
            refusals(new Change.Decline(), "room-entry-invalid", "room-entry-invalid", null),
            refusals(new Change.Leave(), null, null, "not-a-member"),
            refusals(remove, null, "not-the-owner", "not-a-member"),
            refusals(new Change.Rename(), null, "not-the-owner", "not-a-member"),
            refusals(handOver, null, "not-the-owner", "not-a-member"),
            refusals(expel, null, null, "not-a-member"))
        .flatMap(rows -> rows);
  }

  /** What the owner, a member, and somebody invited are told; nothing where they may. */
  private static Stream<Arguments> refusals(
      Change change, @Nullable String owner, @Nullable String member, @Nullable String invited) {
    return Stream.of(
        Arguments.of(change, OWNER, owner),
        Arguments.of(change, MEMBER, member),
        Arguments.of(change, INVITED, invited),
        Arguments.of(change, FORMER, "not-a-member"),
        Arguments.of(change, STRANGER, "not-a-member"));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("table")
  @DisplayName("[M-5] who may")
  void whoMay(Change change, String author, @Nullable String refusal) {
    var attempt = entry(author, change);
    if (refusal == null) {
      assertThat(taken(group, attempt).sequence()).isEqualTo(group.sequence() + 1);
    } else {
      assertRefused(group, attempt, refusal);
    }
  }

  @Test
  @DisplayName("[M-5] only whom the group does not have is invited")
  void whoIsInvited() {
    assertRefused(group, entry(OWNER, invite(OWNER)), "cannot-invite-yourself");
    assertRefused(group, entry(OWNER, invite(MEMBER)), "already-a-member");
    assertRefused(group, entry(OWNER, invite(STRANGER, INVITED)), "already-invited");
    var again = taken(group, entry(OWNER, invite(FORMER)));
    assertThat(again.person(id(FORMER)).orElseThrow().state()).isEqualTo(MemberState.INVITED);
  }

  @Test
  @DisplayName("[M-5] members and invited together are 256 at most")
  void aGroupIsFull() {
    var state = begun();
    for (int i = 0; i < 3; i++) {
      state = taken(state, entry(OWNER, invite(names("a" + i, 64))));
    }
    state = taken(state, entry(OWNER, invite(names("b", 63))));
    assertThat(state.here()).hasSize(256);
    assertRefused(state, entry(OWNER, invite(STRANGER)), "room-full");
    var fewer = taken(state, entry(OWNER, new Change.Remove(id("b0"))));
    assertThat(taken(fewer, entry(OWNER, invite(STRANGER))).here()).hasSize(256);
  }

  @Test
  @DisplayName("[M-5] nobody is removed, made owner or expelled who is not there, or oneself")
  void whomItConcerns() {
    for (var nobody : List.of(FORMER, STRANGER, OWNER)) {
      for (var change :
          List.of(
              new Change.Remove(id(nobody)),
              new Change.HandOver(id(nobody)),
              new Change.Expel(id(nobody), 2, ByteString.EMPTY))) {
        assertRefused(group, entry(OWNER, change), "room-entry-invalid");
      }
    }
    assertRefused(group, entry(OWNER, new Change.HandOver(id(INVITED))), "room-entry-invalid");
    var withdrawn = taken(group, entry(OWNER, new Change.Remove(id(INVITED))));
    assertThat(withdrawn.here(id(INVITED))).isEmpty();
  }

  @Test
  @DisplayName("[M-5] evidence shows that the identity in the log is not the account's any more")
  void whatExpels() {
    var change = new Change.Expel(id(INVITED), 2, ByteString.EMPTY);
    var his = identity(INVITED);
    var other = identity("other");
    var attempt = entry(MEMBER, change);
    assertThat(taken(group, with(attempt, new Evidence(other, other))).here(id(INVITED))).isEmpty();
    assertRefused(group, with(attempt, null), "room-entry-invalid");
    assertRefused(group, with(attempt, new Evidence(his, his)), "room-entry-invalid");
    assertRefused(group, with(attempt, new Evidence(his, other)), "room-entry-invalid");
    assertRefused(group, with(attempt, new Evidence(other, his)), "room-entry-invalid");
  }

  @Test
  @DisplayName("[M-5] evidence is newer than every list of the account that the log has")
  void whatExpelsNoMore() {
    var after = taken(group, entry(MEMBER, new Change.Leave(), 3, true));
    after = taken(after, entry(OWNER, invite(MEMBER)));
    assertRefused(
        after,
        entry(OWNER, new Change.Expel(id(MEMBER), 3, ByteString.EMPTY)),
        "room-entry-invalid");
    assertThat(
            taken(after, entry(OWNER, new Change.Expel(id(MEMBER), 4, ByteString.EMPTY)))
                .here(id(MEMBER)))
        .isEmpty();
  }

  @Test
  @DisplayName("[M-6] the member of longest standing follows an owner who leaves or is expelled")
  void whoFollows() {
    assertOwner(taken(group, entry(OWNER, new Change.Leave())), MEMBER);
    var expel = new Change.Expel(id(OWNER), 2, ByteString.EMPTY);
    assertOwner(taken(group, entry(YOUNGER, expel)), MEMBER);
    assertOwner(taken(group, entry(MEMBER, new Change.Leave())), OWNER);
    var handedOver = taken(group, entry(OWNER, new Change.HandOver(id(YOUNGER))));
    assertOwner(handedOver, YOUNGER);
    // Handing over does not make the former owner younger.
    assertOwner(taken(handedOver, entry(YOUNGER, new Change.Leave())), OWNER);
  }

  @Test
  @DisplayName("[M-6] whoever accepted again stands at the end")
  void whoeverAcceptedAgainStandsAtTheEnd() {
    var again =
        Stream.of(
                entry(MEMBER, new Change.Leave()),
                entry(OWNER, invite(MEMBER)),
                entry(MEMBER, new Change.Accept()),
                entry(OWNER, new Change.Leave()))
            .reduce(group, MembershipRulesTest::taken, (_, after) -> after);
    assertOwner(again, YOUNGER);
  }

  @Test
  @DisplayName("[M-6] nothing follows when nobody is a member")
  void itIsOver() {
    var over =
        Stream.of(OWNER, MEMBER, YOUNGER)
            .map(name -> entry(name, new Change.Leave()))
            .reduce(group, MembershipRulesTest::taken, (_, after) -> after);
    assertThat(over.here()).isEmpty();
    assertRefused(over, entry(INVITED, new Change.Accept()), "not-a-member");
    assertRefused(over, entry(OWNER, new Change.Rename()), "not-a-member");
  }

  @Test
  @DisplayName("[M-3] a list comes with the first entry that names it, and never an older one")
  void whichListCertifies() {
    var rename = new Change.Rename();
    var newer = entry(OWNER, rename, 2, true);
    assertRefused(group, entry(OWNER, rename, 2, false), "room-entry-invalid");
    assertThat(taken(group, entry(OWNER, rename, 1, false)).sequence()).isEqualTo(6);
    var after = taken(group, newer);
    assertThat(taken(after, entry(OWNER, rename, 2, false)).sequence()).isEqualTo(7);
    assertRefused(after, entry(OWNER, rename, 1, true), "room-entry-invalid");
    var first = new Attempt(OWNER, new Change.Create(), 1, false, null);
    assertRefused(GroupState.NOTHING, first, "room-entry-invalid");
  }

  @Test
  @DisplayName("[M-4] the author has the identity that the log knows")
  void anotherIdentityIsNobody() {
    var certified = entry(OWNER, new Change.Rename()).on(group);
    var replaced = new CertifiedEntry(certified.entry(), identity("another"), Optional.empty());
    assertThat(refusal(() -> MembershipRules.next(group, replaced)))
        .isEqualTo("room-entry-invalid");
  }

  @Test
  @DisplayName("[M-2] [M-9] an entry follows the newest one")
  void anEntryFollowsTheNewest() {
    var early = entry(OWNER, new Change.Rename()).on(begun());
    assertThat(refusal(() -> MembershipRules.next(group, early))).isEqualTo("room-log-conflict");
    var forked = entry(OWNER, new Change.Rename()).on(group.at(group.sequence(), identity("x")));
    assertThat(refusal(() -> MembershipRules.next(group, forked))).isEqualTo("room-log-conflict");
  }

  @Test
  @DisplayName("[M-7] the last of a log's entries are kept for leaving: one for each")
  void nobodyIsShutIn() {
    var rename = entry(OWNER, new Change.Rename());
    // Three members and somebody invited.
    var last = taken(group.at(4_091, group.head()), rename);
    Stream.of(
            rename,
            entry(OWNER, invite(STRANGER)),
            entry(OWNER, new Change.HandOver(id(MEMBER))),
            entry(INVITED, new Change.Accept()))
        .forEach(change -> assertRefused(last, change, "limit-reached"));
    var over =
        Stream.of(
                entry(OWNER, new Change.Remove(id(YOUNGER))),
                entry(INVITED, new Change.Decline()),
                entry(OWNER, new Change.Expel(id(MEMBER), 2, ByteString.EMPTY)),
                entry(OWNER, new Change.Leave()))
            .reduce(last, MembershipRulesTest::taken, (_, after) -> after);
    assertThat(over.sequence()).isEqualTo(4_096);
    assertThat(over.here()).isEmpty();
  }

  @Test
  @DisplayName("[M-7] a log has at most 4,096 entries, also one that was written fuller before")
  void aLogHasAnEnd() {
    var last = group.at(4_095, group.head());
    assertRefused(last, entry(OWNER, new Change.Rename()), "limit-reached");
    var full = taken(last, entry(MEMBER, new Change.Leave()));
    assertRefused(full, entry(YOUNGER, new Change.Leave()), "limit-reached");
  }

  @Test
  void whatIsRefusedChangesNothing() {
    var before = new ArrayList<>(group.people().values());
    assertRefused(group, entry(OWNER, invite(STRANGER, INVITED)), "already-invited");
    assertThat(group.people().values()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(group.here(id(STRANGER))).isEmpty();
  }

  private static void assertOwner(GroupState state, String name) {
    assertThat(state.members().filter(GroupPerson::isOwner))
        .extracting(GroupPerson::accountId)
        .containsExactly(id(name));
  }

  private static void assertRefused(GroupState state, Attempt attempt, String code) {
    assertThat(refusal(() -> taken(state, attempt))).isEqualTo(code);
  }

  private static String refusal(Runnable attempt) {
    return catchThrowableOfType(ProblemException.class, attempt::run).type().code();
  }

  private static GroupState begun() {
    return taken(GroupState.NOTHING, entry(OWNER, new Change.Create(), 1, true));
  }

  private static GroupState taken(GroupState state, Attempt attempt) {
    return MembershipRules.next(state, attempt.on(state));
  }

  private static Change.Invite invite(String... names) {
    return new Change.Invite(
        Stream.of(names)
            .map(name -> new Change.Invitee(id(name), identity(name)))
            .sorted(Comparator.comparing(person -> person.accountId().toString()))
            .toList());
  }

  private static String[] names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteString identity(String name) {
    return ByteString.copyFromUtf8("identity of " + name);
  }

  private static Attempt entry(String author, Change change) {
    return entry(author, change, 1, true);
  }

  private static Attempt entry(String author, Change change, long listVersion, boolean bringsList) {
    var another = identity("another");
    return new Attempt(author, change, listVersion, bringsList, new Evidence(another, another));
  }

  private static Attempt with(Attempt attempt, @Nullable Evidence evidence) {
    return new Attempt(
        attempt.author(), attempt.change(), attempt.listVersion(), attempt.bringsList(), evidence);
  }

  /** What somebody tries, wherever the log stands. */
  private record Attempt(
      String author,
      Change change,
      long listVersion,
      boolean bringsList,
      @Nullable Evidence evidence) {

    CertifiedEntry on(GroupState state) {
      var signed =
          SignedMembershipEntry.newBuilder()
              .setAuthorList(bringsList ? ByteString.copyFromUtf8("list") : ByteString.EMPTY)
              .build();
      var entry =
          new Entry(
              id("room"),
              state.sequence() + 1,
              state.head(),
              id(author),
              id("device of " + author),
              listVersion,
              ByteString.EMPTY,
              change,
              ByteString.copyFromUtf8("hash of " + (state.sequence() + 1)),
              signed);
      return new CertifiedEntry(entry, identity(author), Optional.ofNullable(evidence));
    }
  }
}
