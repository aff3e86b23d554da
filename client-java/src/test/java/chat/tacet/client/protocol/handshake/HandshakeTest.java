package chat.tacet.client.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import chat.tacet.client.vectors.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[H] Alice begins a ratchet session with Bob")
class HandshakeTest {

  private static final int HANDSHAKE_AT = 20;
  private static final int RATCHET_KEY_AT = HANDSHAKE_AT + 1_154;

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");

  @Test
  @DisplayName("[H-1] [H-2] [H-3] with and without one-time prekeys Bob reads what Alice wrote")
  void begins() {
    for (boolean oneTime : List.of(true, false)) {
      alice.begin(bob, oneTime);
      assertThat(bob.read(alice, alice.write(bob, 1))).isEqualTo(Phone.key(1));
      assertThat(alice.read(bob, bob.write(alice, 2))).isEqualTo(Phone.key(2));
      assertThat(bob.read(alice, alice.write(bob, 3))).isEqualTo(Phone.key(3));
    }
  }

  @Test
  @DisplayName("[H-4] [H-5] both sides name the session by the same transcript hash")
  void transcript() {
    bob.read(alice, alice.write(bob, 1));
    var ours = alice.pair(bob).activeSession().orElseThrow().facts();
    var theirs = bob.pair(alice).activeSession().orElseThrow().facts();
    assertThat(ours.transcript()).isEqualTo(theirs.transcript());
    assertThat(ours.id().value()).isEqualTo(ours.transcript().value().slice(0, 16));
    assertThat(ours.weInitiated()).isTrue();
    assertThat(theirs.weInitiated()).isFalse();
  }

  @Test
  @DisplayName("[H-4] [H-5] every byte of the handshake is in the transcript")
  void changedHandshake() {
    Bytes sealed = alice.write(bob, 1);
    for (int at = HANDSHAKE_AT; at < RATCHET_KEY_AT; at += 97) {
      byte[] changed = sealed.toArray();
      changed[at] ^= 0x40;
      refusedUnchanged(Bytes.of(changed));
    }
  }

  @Test
  @DisplayName("[H-5] a session id that is not that of the transcript is refused")
  void wrongId() {
    byte[] changed = alice.write(bob, 1).toArray();
    changed[4] ^= 1;
    Secret before = bob.pair(alice).encode();
    Refused.with("handshake-transcript", () -> bob.read(alice, Bytes.of(changed)));
    assertThat(bob.pair(alice).encode()).isEqualTo(before);
  }

  @Test
  @DisplayName("[H-7] Mallory cannot pass Alice's message off as her own")
  void otherSender() {
    Phone mallory = new Phone("Mallory");
    Bytes sealed = alice.write(bob, 1);
    Refused.with("handshake-transcript", () -> bob.read(mallory, sealed));
  }

  @Test
  @DisplayName("[H-6] [PK-6] [S-5] a first message that does not authenticate uses up no prekey")
  void commitAfterVerify() {
    Bytes sealed = alice.write(bob, 1);
    byte[] changed = sealed.toArray();
    changed[changed.length - 1] ^= 1;
    List<OurPrekey> prekeys = bob.prekeys();
    Refused.with("tag-mismatch", () -> bob.read(alice, Bytes.of(changed)));
    assertThat(bob.prekeys()).containsExactlyInAnyOrderElementsOf(prekeys);
    assertThat(bob.read(alice, sealed)).isEqualTo(Phone.key(1));
    assertThat(bob.prekeys()).hasSize(prekeys.size() - 2);
  }

  @Test
  @DisplayName("[H-7] a handshake with a prekey that is gone is refused")
  void prekeyGone() {
    Bytes sealed = alice.write(bob, 1);
    HandshakeMessage handshake = handshake(sealed);
    bob.forget(Objects.requireNonNull(handshake.oneTime()));
    Refused.with("prekey-gone", () -> bob.read(alice, sealed));
  }

  @Test
  @DisplayName("[H-8] Alice repeats the handshake until Bob answers, and not after")
  void repeats() {
    Bytes first = alice.write(bob, 1);
    Bytes second = alice.write(bob, 2);
    assertThat(handshake(first)).isEqualTo(handshake(second));
    assertThat(bob.read(alice, second)).isEqualTo(Phone.key(2));
    assertThat(bob.read(alice, first)).isEqualTo(Phone.key(1));
    assertThat(bob.pair(alice).activeSession().orElseThrow().isUnanswered()).isFalse();
    assertThat(alice.pair(bob).activeSession().orElseThrow().isUnanswered()).isTrue();
    alice.read(bob, bob.write(alice, 3));
    assertThat(SealedMessage.decode(alice.write(bob, 4))).isInstanceOf(SealedMessage.Later.class);
  }

  @Test
  @DisplayName("[H-9] a handshake without one-time prekeys is remembered and refused again")
  void replay() {
    alice.begin(bob, false);
    Bytes sealed = alice.write(bob, 1);
    bob.read(alice, sealed);
    Refused.with("message-key-gone", () -> bob.read(alice, sealed));
    bob.commit(bob.pair(alice).abandon());
    Refused.with("handshake-replayed", () -> bob.read(alice, sealed));
    bob.pass(Limits.REPLAY_MEMORY_MS - 1);
    Refused.with("handshake-replayed", () -> bob.read(alice, sealed));
  }

  @Test
  @DisplayName("[H-9] a handshake with a one-time prekey cannot be replayed: its key is gone")
  void replayOfOneTime() {
    Bytes sealed = alice.write(bob, 1);
    bob.read(alice, sealed);
    bob.commit(bob.pair(alice).abandon());
    Refused.with("prekey-gone", () -> bob.read(alice, sealed));
  }

  @Test
  @DisplayName("[W-4] the handshake has 1,154 bytes and one encoding")
  void form() {
    alice.begin(bob, false);
    HandshakeMessage handshake = handshake(alice.write(bob, 1));
    byte[] encoded = handshake.encode().toArray();
    assertThat(encoded).hasSize(1_154);
    assertThat(HandshakeMessage.decode(Bytes.of(encoded))).isEqualTo(handshake);
    Refused.with("handshake-trailing", () -> decode(encoded, encoded.length, 0, 0));
    Refused.with("handshake-malformed", () -> decode(encoded, 0, 35, 0)); // generation 0
    Refused.with("handshake-malformed", () -> decode(encoded, 0, 56, 2)); // flag
    Refused.with("handshake-malformed", () -> decode(encoded, 0, 60, 1)); // id of no prekey
    Refused.with("handshake-malformed", () -> decode(encoded, 0, 61, 2)); // no KEM
  }

  private static void decode(byte[] encoded, int more, int at, int value) {
    byte[] changed = Arrays.copyOf(encoded, encoded.length + (more > 0 ? 1 : 0));
    changed[at] = (byte) value;
    HandshakeMessage.decode(Bytes.of(changed));
  }

  private void refusedUnchanged(Bytes sealed) {
    Pair before = bob.pair(alice);
    assertThat(catchThrowable(() -> bob.read(alice, sealed))).isInstanceOf(RefusedException.class);
    assertThat(bob.pair(alice).encode()).isEqualTo(before.encode());
  }

  private static HandshakeMessage handshake(Bytes sealed) {
    if (SealedMessage.decode(sealed) instanceof SealedMessage.First first) {
      return HandshakeMessage.decode(first.handshake());
    }
    throw new AssertionError("no handshake");
  }
}
