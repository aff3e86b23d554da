package chat.tacet.client.protocol.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[R] Alice and Bob write to each other")
class RatchetTest {

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");

  /** Bob has answered: both have a sending chain behind them. */
  private void acquainted() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    bob.read(alice, alice.write(bob, 3));
  }

  @Test
  @DisplayName("[R-3] [R-7] late and reordered messages open once")
  void reordered() {
    acquainted();
    List<Bytes> sealed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sealed.add(alice.write(bob, 10 + i));
    }
    for (int i : List.of(3, 0, 4, 1, 2)) {
      assertThat(bob.read(alice, sealed.get(i))).isEqualTo(Phone.key(10 + i));
    }
    for (Bytes again : sealed) {
      Refused.with("message-key-gone", () -> bob.read(alice, again));
    }
  }

  @Test
  @DisplayName(
      "[R-6] a new ratchet key comes with the first message after one was read, not before")
  void sendingStep() {
    acquainted();
    Bytes one = alice.write(bob, 1);
    Bytes two = alice.write(bob, 2);
    alice.read(bob, bob.write(alice, 3));
    Bytes three = alice.write(bob, 4);
    assertThat(header(two).key()).isEqualTo(header(one).key());
    assertThat(header(three).key()).isNotEqualTo(header(one).key());
    assertThat(header(three).number()).isZero();
    assertThat(header(three).previous()).isEqualTo(header(two).number() + 1);
  }

  @Test
  @DisplayName("[R-7] messages of the chain before open after the next chain began")
  void oldChain() {
    acquainted();
    Bytes late = alice.write(bob, 10);
    Bytes other = alice.write(bob, 11);
    bob.read(alice, other);
    alice.read(bob, bob.write(alice, 12));
    assertThat(bob.read(alice, alice.write(bob, 13))).isEqualTo(Phone.key(13));
    assertThat(bob.read(alice, late)).isEqualTo(Phone.key(10));
    Refused.with("message-key-gone", () -> bob.read(alice, late));
  }

  @Test
  @DisplayName("[R-7] whatever fails, no byte of the state changes")
  void commitAfterVerify() {
    acquainted();
    alice.write(bob, 9);
    alice.read(bob, bob.write(alice, 10));
    byte[] sealed = alice.write(bob, 11).toArray();
    Secret before = bob.pair(alice).encode();
    for (int at = 4; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      int position = at;
      assertThatThrownBy(() -> bob.read(alice, Bytes.of(changed)))
          .as("byte " + position)
          .isInstanceOf(RefusedException.class);
      assertThat(bob.pair(alice).encode()).isEqualTo(before);
    }
    assertThat(bob.read(alice, Bytes.of(sealed))).isEqualTo(Phone.key(11));
  }

  @Test
  @DisplayName("[R-7] a new ratchet key before we wrote is refused")
  void unexpectedKey() {
    acquainted();
    byte[] changed = alice.write(bob, 1).toArray();
    changed[20] ^= 1;
    Refused.with("ratchet-key-unexpected", () -> bob.read(alice, Bytes.of(changed)));
  }

  @Test
  @DisplayName("[R-8] 2,000 messages may be skipped at once, one more may not")
  void gap() {
    acquainted();
    List<Bytes> sealed = new ArrayList<>();
    for (int i = 0; i <= Limits.MAX_SKIPPED_PER_JUMP + 1; i++) {
      sealed.add(alice.write(bob, i));
    }
    Secret before = bob.pair(alice).encode();
    Refused.with("message-gap", () -> bob.read(alice, sealed.getLast()));
    assertThat(bob.pair(alice).encode()).isEqualTo(before);
    bob.read(alice, sealed.get(Limits.MAX_SKIPPED_PER_JUMP));
    assertThat(session(bob, alice).state().skipped()).hasSize(Limits.MAX_SKIPPED_PER_SESSION);
    assertThat(bob.read(alice, sealed.getFirst())).isEqualTo(Phone.key(0));
  }

  @Test
  @DisplayName("[R-8] both chains of one message count together, before any key is computed")
  void gapOverTwoChains() {
    acquainted();
    for (int i = 0; i < Limits.MAX_SKIPPED_PER_JUMP; i++) {
      alice.write(bob, i);
    }
    alice.read(bob, bob.write(alice, 1));
    Bytes first = alice.write(bob, 2);
    Bytes second = alice.write(bob, 3);
    Refused.with("message-gap", () -> bob.read(alice, second));
    assertThat(bob.read(alice, first)).isEqualTo(Phone.key(2));
  }

  @Test
  @DisplayName("[R-8] of more than 2,000 kept keys the oldest go first")
  void oldestGo() {
    acquainted();
    List<Bytes> sealed = new ArrayList<>();
    for (int i = 0; i < Limits.MAX_SKIPPED_PER_SESSION + 3; i++) {
      sealed.add(alice.write(bob, i));
    }
    bob.read(alice, sealed.get(Limits.MAX_SKIPPED_PER_SESSION));
    bob.read(alice, sealed.getLast());
    assertThat(session(bob, alice).state().skipped()).hasSize(Limits.MAX_SKIPPED_PER_SESSION);
    Refused.with("message-key-gone", () -> bob.read(alice, sealed.getFirst()));
    assertThat(bob.read(alice, sealed.get(1))).isEqualTo(Phone.key(1));
  }

  @Test
  @DisplayName("[R-9] keys are kept for the current chain and the four before it")
  void chains() {
    acquainted();
    List<Bytes> late = new ArrayList<>();
    for (int turn = 0; turn < Limits.MAX_RECEIVING_CHAINS + 1; turn++) {
      late.add(alice.write(bob, turn));
      bob.read(alice, alice.write(bob, 100 + turn));
      alice.read(bob, bob.write(alice, 200 + turn));
    }
    // The last of them is in the current chain, the first one chain too far back.
    for (int turn = 1; turn < late.size(); turn++) {
      assertThat(bob.read(alice, late.get(turn))).isEqualTo(Phone.key(turn));
    }
    Refused.with("tag-mismatch", () -> bob.read(alice, late.getFirst()));
  }

  @Test
  @DisplayName("[R-4] a chain that was rolled back with its profile never repeats a key")
  void rolledBack() {
    acquainted();
    RatchetSession stored = session(alice, bob);
    RatchetSession.Sealed once =
        stored.seal(Phone.key(1).encode(), alice.now(), alice.randomness());
    RatchetSession.Sealed again =
        stored.seal(Phone.key(1).encode(), alice.now(), alice.randomness());
    assertThat(header(once.message()).number()).isEqualTo(header(again.message()).number());
    assertThat(SealedMessage.decode(once.message()).ciphertext())
        .isNotEqualTo(SealedMessage.decode(again.message()).ciphertext());
  }

  @Test
  @DisplayName("[R-1] sealing and opening leave the state they began with as it was")
  void immutable() {
    acquainted();
    Secret before = session(bob, alice).encode();
    RatchetSession session = session(bob, alice);
    session.seal(Phone.key(1).encode(), bob.now(), bob.randomness());
    assertThat(session.encode()).isEqualTo(before);
  }

  @Test
  @DisplayName("[R-5] the tag covers every byte of the head")
  void head() {
    acquainted();
    Bytes sealed = alice.write(bob, 5);
    byte[] changed = sealed.toArray();
    changed[changed.length - 82] ^= 1; // the last random byte
    Refused.with("tag-mismatch", () -> bob.read(alice, Bytes.of(changed)));
  }

  @Test
  @DisplayName("[R-10] the stored form comes back, in every state a session has")
  void stored() {
    acquainted();
    for (int i = 0; i < 40; i++) {
      Phone writer = i % 3 == 0 ? bob : alice;
      Phone reader = writer == bob ? alice : bob;
      Bytes sealed = writer.write(reader, i);
      if (i % 7 != 0) {
        reader.read(writer, sealed);
      }
      for (RatchetSession session : List.of(session(alice, bob), session(bob, alice))) {
        Secret encoded = session.encode();
        assertThat(RatchetSession.decode(encoded).encode()).isEqualTo(encoded);
      }
    }
  }

  @Test
  @DisplayName("[R-10] [Q-2] a form of no state a session can be in is refused")
  void impossible() {
    alice.write(bob, 1);
    RatchetSession unheard = session(alice, bob);
    RatchetState state = unheard.state();
    impossible(unheard, state.with(state.postQuantum().mixed(0)), true); // Offering is forgotten.
    impossible(unheard, state.with(new PostQuantum(1, 0, 0, state.postQuantum().step())), false);
    Bytes handshake = Objects.requireNonNull(unheard.handshake());
    RatchetState noChain =
        new RatchetState(
            state.root(),
            new Theirs.Unheard(state.theirs().newest().key(), handshake),
            null,
            0,
            List.of(),
            List.of(),
            state.postQuantum());
    impossible(unheard, noChain, false);
    byte[] stored = unheard.encode().reveal();
    stored[35] = 0; // "initiated by us"
    Refused.with("ratchet-session-malformed", () -> RatchetSession.decode(Secret.of(stored)));
  }

  private static void impossible(RatchetSession session, RatchetState state, boolean possible) {
    RatchetSession changed =
        new RatchetSession(
            session.facts(), null, state, session.ourTyping(), session.theirTyping());
    if (possible) {
      assertThat(RatchetSession.decode(changed.encode()).encode()).isEqualTo(changed.encode());
    } else {
      Refused.with("ratchet-session-malformed", () -> RatchetSession.decode(changed.encode()));
    }
  }

  @Test
  @DisplayName("[R-10] the form from before the post-quantum ratchet is read as epoch 0, idle")
  void firstForm() {
    acquainted();
    byte[] now = session(bob, alice).encode().reveal();
    int idleTail = 4 + 1 + 8 + 1;
    byte[] before = Arrays.copyOf(now, now.length - idleTail);
    before[0] = 1;
    RatchetSession read = RatchetSession.decode(Secret.of(before));
    assertThat(read.state().postQuantum()).isEqualTo(PostQuantum.begin(read.facts().createdAt()));
  }

  @Test
  @DisplayName("[W-3] [W-5] [W-6] a sealed message has one form")
  void form() {
    acquainted();
    byte[] sealed = alice.write(bob, 1).toArray();
    assertThat(sealed).hasSize(162);
    Refused.with("sealed-message-version", () -> decode(sealed, 0, 2));
    Refused.with("sealed-message-malformed", () -> decode(sealed, 1, 4));
    Refused.with("sealed-message-suite", () -> decode(sealed, 3, 2));
    Refused.with("sealed-message-step", () -> decode(sealed, 64, 3));
    Refused.with("sealed-message-truncated", () -> decode(sealed, 64, 1));
    Refused.with(
        "sealed-message-truncated", () -> SealedMessage.decode(Bytes.of(sealed).slice(0, 96)));
    Refused.with(
        "sealed-message-length",
        () -> SealedMessage.decode(Bytes.zeros(Limits.MAX_SEALED_BYTES + 1)));
  }

  @Test
  @DisplayName("[R-1] a session prints no key")
  void redacted() {
    acquainted();
    RatchetSession session = session(bob, alice);
    assertThat(session).hasToString("ratchet session " + session.id());
    assertThat(session.state().toString())
        .contains("RootKey[value=redacted]")
        .contains("ReceivingChainKey[value=redacted]");
    assertThat(session(alice, bob).state().toString())
        .contains("SendingChainKey[value=redacted]")
        .contains("seed=redacted");
  }

  private static void decode(byte[] sealed, int at, int value) {
    byte[] changed = sealed.clone();
    changed[at] = (byte) value;
    SealedMessage.decode(Bytes.of(changed));
  }

  static RatchetSession session(Phone of, Phone with) {
    return of.pair(with).activeSession().orElseThrow();
  }

  static RatchetHeader header(Bytes sealed) {
    if (SealedMessage.decode(sealed) instanceof SealedMessage.Ratcheted message) {
      return message.header();
    }
    throw new AssertionError("no ratchet header");
  }
}
