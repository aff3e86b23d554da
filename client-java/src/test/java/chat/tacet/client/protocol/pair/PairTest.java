package chat.tacet.client.protocol.pair;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyCounters;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionFacts;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import chat.tacet.client.vectors.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[S] What Alice's phone keeps about Bob's")
class PairTest {

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");

  @Test
  @DisplayName("[S-1] nothing is sealed without a session")
  void noSession() {
    assertThat(alice.pair(bob).needsSession(alice.now())).isTrue();
    Refused.with(
        "no-ratchet-session",
        () -> alice.pair(bob).seal(Phone.key(1), alice.now(), alice.randomness()));
  }

  @Test
  @DisplayName("[S-1] [S-4] the session before keeps receiving and never sends again")
  void superseded() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    SessionId old = active(bob);
    Bytes late = alice.write(bob, 3);
    alice.begin(bob, true);
    bob.read(alice, alice.write(bob, 4));
    assertThat(active(bob)).isEqualTo(active(alice)).isNotEqualTo(old);
    assertThat(bob.read(alice, late)).isEqualTo(Phone.key(3));
    assertThat(active(bob)).isEqualTo(active(alice));
    assertThat(bob.pair(alice).sessions().find(old).orElseThrow().isActive()).isFalse();
  }

  @Test
  @DisplayName("[S-2] crossed handshakes end with the same session on both sides")
  void crossed() {
    for (int round = 0; round < 6; round++) {
      Phone carol = new Phone("Carol " + round);
      Phone dave = new Phone("Dave " + round);
      Bytes hers = carol.write(dave, 1);
      Bytes his = dave.write(carol, 2);
      assertThat(dave.read(carol, hers)).isEqualTo(Phone.key(1));
      assertThat(carol.read(dave, his)).isEqualTo(Phone.key(2));
      SessionId both = carol.pair(dave).activeSession().orElseThrow().id();
      assertThat(dave.pair(carol).activeSession().orElseThrow().id()).isEqualTo(both);
      assertThat(dave.read(carol, carol.write(dave, 3))).isEqualTo(Phone.key(3));
      assertThat(carol.read(dave, dave.write(carol, 4))).isEqualTo(Phone.key(4));
    }
  }

  @Test
  @DisplayName("[S-2] who takes over: higher generation, lower transcript, whatever it replaces")
  void order() {
    SessionFacts active = facts(5, 3, 9);
    assertThat(Sessions.takesOver(facts(1, 2, 5), active)).isFalse();
    assertThat(Sessions.takesOver(facts(9, 4, null), active)).isTrue();
    assertThat(Sessions.takesOver(facts(8, 4, null), active)).isTrue();
    assertThat(Sessions.takesOver(facts(1, 2, null), active)).isFalse();
    assertThat(Sessions.takesOver(facts(4, 3, null), active)).isTrue();
    assertThat(Sessions.takesOver(facts(6, 3, null), active)).isFalse();
  }

  @Test
  @DisplayName("[S-3] a handshake names the active session and raises the generation")
  void generation() {
    alice.write(bob, 1);
    SessionFacts first = facts(alice);
    alice.begin(bob, true);
    SessionFacts second = facts(alice);
    assertThat(first.generation()).isEqualTo(1);
    assertThat(first.replaces()).isNull();
    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.replaces()).isEqualTo(first.id());
    bob.read(alice, alice.write(bob, 1));
    bob.begin(alice, true);
    assertThat(facts(bob).generation()).isEqualTo(3);
  }

  @Test
  @DisplayName("[S-3] a generation far above the highest known is refused first of all")
  void generationJump() {
    byte[] sealed = alice.write(bob, 1).toArray();
    sealed[20 + 32 + 2] = 0x27; // 10,001
    sealed[20 + 32 + 3] = 0x11;
    Refused.with("generation-jump", () -> bob.read(alice, Bytes.of(sealed)));
    sealed[20 + 32 + 3] = 0x10; // 10,000: looked at, and not what Alice signed up to
    Refused.with("handshake-transcript", () -> bob.read(alice, Bytes.of(sealed)));
  }

  @Test
  @DisplayName("[S-6] superseded sessions go after 60 days, and above eight the oldest goes first")
  void retention() {
    List<SessionId> begun = new ArrayList<>();
    for (int i = 0; i < Limits.MAX_SESSIONS_PER_PAIR + 2; i++) {
      alice.begin(bob, false);
      begun.add(active(alice));
      alice.pass(1_000);
    }
    assertThat(alice.pair(bob).sessions().all().stream().map(RatchetSession::id))
        .containsExactlyElementsOf(begun.subList(2, begun.size()));
    alice.pass(Limits.SUPERSEDED_RETENTION_MS - 2_000);
    alice.begin(bob, false);
    assertThat(alice.pair(bob).sessions().all()).hasSize(3);
  }

  @Test
  @DisplayName("[S-7] a session without an answer is replaced after 14 days")
  void unanswered() {
    Bytes sealed = alice.write(bob, 1);
    alice.pass(Limits.UNANSWERED_REPLACE_MS - 1);
    assertThat(alice.pair(bob).needsSession(alice.now())).isFalse();
    alice.pass(1);
    assertThat(alice.pair(bob).needsSession(alice.now())).isTrue();
    bob.read(alice, sealed);
    alice.read(bob, bob.write(alice, 2));
    assertThat(alice.pair(bob).needsSession(alice.now())).isFalse();
  }

  @Test
  @DisplayName("[S-8] at most one repair in ten minutes and six a day")
  void repairs() {
    Bytes strange = bob.write(alice, 1);
    SessionId failing = Pair.sessionNamedBy(strange);
    for (int i = 0; i < Limits.MAX_REPAIRS_PER_DAY; i++) {
      repair(failing);
      assertThat(facts(alice).replaces()).isEqualTo(failing);
      assertThat(alice.pair(bob).mayRepair(alice.now())).isFalse();
      Refused.with("repair-too-soon", () -> repair(failing));
      alice.pass(Limits.REPAIR_INTERVAL_MS);
    }
    assertThat(alice.pair(bob).mayRepair(alice.now())).isFalse();
    assertThat(alice.pair(bob).repairCount()).isEqualTo(Limits.MAX_REPAIRS_PER_DAY);
    alice.pass(Limits.REPAIR_WINDOW_MS - Limits.MAX_REPAIRS_PER_DAY * Limits.REPAIR_INTERVAL_MS);
    assertThat(alice.pair(bob).mayRepair(alice.now())).isTrue();
  }

  @Test
  @DisplayName("[S-8] after Bob lost his state a repair by Bob brings both together again")
  void repaired() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    bob.commit(Pair.between(bob.us(), alice.theirs()));
    Bytes lost = alice.write(bob, 3);
    Refused.with("ratchet-session-unknown", () -> bob.read(alice, lost));
    PrekeyBundle bundle = bob.verified(alice, true);
    bob.commit(
        bob.pair(alice)
            .repair(bob.us(), bundle, Pair.sessionNamedBy(lost), bob.now(), bob.randomness()));
    assertThat(alice.read(bob, bob.write(alice, 4))).isEqualTo(Phone.key(4));
    if (!active(alice).equals(active(bob))) {
      // Bob's session has the generation of the one he forgot, and may lose to it.
      repair(active(alice));
    }
    assertThat(bob.read(alice, alice.write(bob, 5))).isEqualTo(Phone.key(5));
    assertThat(active(alice)).isEqualTo(active(bob));
  }

  @Test
  @DisplayName("[S-2] Bob's repair stands below what Alice has: hers is due, and stands above both")
  void repairedTwice() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    Pair copy = bob.pair(alice);
    for (int i = 0; i < 2; i++) {
      alice.begin(bob, true);
      bob.read(alice, alice.write(bob, 3));
      alice.read(bob, bob.write(alice, 4));
    }
    bob.commit(copy);
    SessionId lost = active(alice);
    bob.commit(
        bob.pair(alice)
            .repair(bob.us(), bob.verified(alice, true), lost, bob.now(), bob.randomness()));
    Pair.Opened opened = alice.open(bob, bob.write(alice, 5));
    assertThat(active(alice)).isEqualTo(lost);
    assertThat(opened.repairDue()).hasValue(lost);
    repair(lost);
    assertThat(alice.open(bob, bob.write(alice, 6)).repairDue()).isEmpty();
    Pair.Opened mended = bob.open(alice, alice.write(bob, 7));
    assertThat(mended.repairDue()).isEmpty();
    assertThat(active(bob)).isEqualTo(active(alice));
  }

  @Test
  @DisplayName("[S-11] a clock that was years ahead forbids no repair and leaves none unanswered")
  void clock() {
    long years = 3 * 365 * 86_400_000L;
    SessionId failing = Pair.sessionNamedBy(bob.write(alice, 1));
    alice.pass(years);
    repair(failing);
    alice.pass(-years);
    assertThat(alice.pair(bob).mayRepair(alice.now())).isTrue();
    assertThat(alice.pair(bob).needsSession(alice.now())).isTrue();
    repair(failing);
    assertThat(alice.pair(bob).mayRepair(alice.now())).isFalse();
    assertThat(alice.pair(bob).needsSession(alice.now())).isFalse();
    alice.pass(years);
    alice.begin(bob, false);
    alice.pass(-years);
    int kept = alice.pair(bob).sessions().all().size();
    assertThat(alice.pair(bob).sessions().at(alice.now()).all()).hasSize(kept);
    long later = alice.now() + Limits.SUPERSEDED_RETENTION_MS;
    assertThat(alice.pair(bob).sessions().at(alice.now()).at(later).all()).hasSize(1);
  }

  @Test
  @DisplayName("[S-9] after a rollback all sessions are dropped; the next handshake says which")
  void abandoned() {
    bob.read(alice, alice.write(bob, 1));
    SessionId before = active(alice);
    PrekeyCounters counters = alice.pair(bob).counters();
    alice.commit(alice.pair(bob).abandon());
    assertThat(alice.pair(bob).activeSession()).isEmpty();
    assertThat(alice.pair(bob).counters()).isEqualTo(counters);
    alice.commit(alice.pair(bob).abandon());
    alice.begin(bob, true);
    assertThat(facts(alice).replaces()).isEqualTo(before);
    assertThat(facts(alice).generation()).isEqualTo(2);
    bob.read(alice, alice.write(bob, 2));
    assertThat(active(bob)).isEqualTo(active(alice));
  }

  @Test
  @DisplayName("[H-9] a full memory refuses new handshakes, and forgets none early")
  void replayMemory() {
    ReplayMemory memory = ReplayMemory.EMPTY;
    for (int i = 0; i < Limits.MAX_REPLAY_MEMORY; i++) {
      memory.requireNew(transcript(i));
      memory = memory.with(transcript(i), 1_000 + i);
    }
    ReplayMemory full = memory;
    Refused.with("handshake-replayed", () -> full.requireNew(transcript(0)));
    Refused.with("replay-memory-full", () -> full.requireNew(transcript(999)));
    ReplayMemory early = full.at(999 + Limits.REPLAY_MEMORY_MS);
    Refused.with("replay-memory-full", () -> early.requireNew(transcript(999)));
    ReplayMemory later = full.at(1_000 + Limits.REPLAY_MEMORY_MS);
    later.requireNew(transcript(0));
    Refused.with("handshake-replayed", () -> later.requireNew(transcript(1)));
  }

  @Test
  @DisplayName("[H-9] nothing is forgotten before its place is needed: Bob was away for months")
  void replayAfterMonths() {
    alice.begin(bob, false);
    Bytes first = alice.write(bob, 1);
    bob.read(alice, first);
    alice.begin(bob, false);
    bob.read(alice, alice.write(bob, 2));
    bob.pass(Limits.REPLAY_MEMORY_MS + 1);
    Refused.with("handshake-replayed", () -> bob.read(alice, first));
  }

  @Test
  @DisplayName("[S-3] a bundle or a message of another device is a mistake of the caller")
  void otherPair() {
    Phone carol = new Phone("Carol");
    PrekeyBundle ofCarol = alice.verified(carol, false);
    Refused.with(
        "bundle-of-another-device",
        () -> alice.pair(bob).startSession(alice.us(), ofCarol, alice.now(), alice.randomness()));
    Bytes sealed = alice.write(bob, 1);
    Refused.with(
        "message-of-another-pair",
        () ->
            bob.pair(alice)
                .open(
                    bob.us(),
                    carol.theirs(),
                    _ -> Optional.empty(),
                    sealed,
                    bob.now(),
                    bob.randomness()));
  }

  @Test
  @DisplayName("[S-10] the stored form comes back; a damaged one is refused")
  void stored() {
    bob.read(alice, alice.write(bob, 1));
    alice.begin(bob, false);
    bob.read(alice, alice.write(bob, 2));
    repair(active(bob));
    for (Pair pair : List.of(alice.pair(bob), bob.pair(alice))) {
      Secret encoded = pair.encode();
      assertThat(Pair.decode(encoded).encode()).isEqualTo(encoded);
      assertThat(pair.toString()).startsWith("pair of ");
      byte[] longer = Arrays.copyOf(encoded.reveal(), encoded.length() + 1);
      Refused.with("pair-trailing", () -> Pair.decode(Secret.of(longer)));
      Refused.with("pair-truncated", () -> Pair.decode(encoded.slice(0, encoded.length() - 1)));
      byte[] future = encoded.reveal();
      future[0] = 2;
      Refused.with("pair-version", () -> Pair.decode(Secret.of(future)));
    }
  }

  private void repair(SessionId failing) {
    PrekeyBundle bundle = alice.verified(bob, false);
    alice.commit(
        alice.pair(bob).repair(alice.us(), bundle, failing, alice.now(), alice.randomness()));
  }

  private SessionId active(Phone phone) {
    return facts(phone).id();
  }

  private SessionFacts facts(Phone phone) {
    return phone.pair(phone == alice ? bob : alice).activeSession().orElseThrow().facts();
  }

  private static SessionFacts facts(int id, int generation, @Nullable Integer replaces) {
    return new SessionFacts(
        transcript(id),
        true,
        generation,
        0,
        replaces == null ? null : transcript(replaces).sessionId());
  }

  private static TranscriptHash transcript(int id) {
    byte[] hash = new byte[32];
    hash[0] = (byte) (id >>> 8);
    hash[1] = (byte) id;
    return new TranscriptHash(Bytes.of(hash));
  }
}
