package chat.tacet.client.protocol.ratchet;

import static chat.tacet.client.protocol.ratchet.RatchetTest.session;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.people.TappedRandomness;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.vectors.Refused;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Mallory has stolen something")
class ThievesTest {

  private final TappedRandomness tap = new TappedRandomness(new SeededRandomness("Alice"));
  private final TappedRandomness bobsTap = new TappedRandomness(new SeededRandomness("Bob"));
  private final Phone alice = new Phone(tap);
  private final Phone bob = new Phone(bobsTap);
  private final Randomness hers = new SeededRandomness("Mallory");

  /** A session in epoch 1, Bob's turn, Alice wrote last. */
  private void acquainted() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    bob.read(alice, alice.write(bob, 3));
  }

  @Test
  @DisplayName("[R-3] [R-7] with Alice's state she reads nothing that Alice read before")
  void past() {
    acquainted();
    Bytes first = bob.write(alice, 4);
    Bytes second = bob.write(alice, 5);
    alice.read(bob, first);
    alice.read(bob, second);
    RatchetSession stolen = copy(session(alice, bob));
    Refused.with("message-key-gone", () -> open(stolen, first));
    Refused.with("message-key-gone", () -> open(stolen, second));
  }

  @Test
  @DisplayName("[R-6] passive since, she reads nothing after one completed round trip")
  void healing() {
    acquainted();
    RatchetSession stolen = copy(session(alice, bob));
    Bytes same = bob.write(alice, 4);
    assertThat(open(stolen, same)).isEqualTo(Phone.key(4).encode());
    alice.read(bob, same);
    bob.read(alice, alice.write(bob, 5));
    Bytes healed = bob.write(alice, 6);
    RatchetSession followed = follow(stolen, same);
    Refused.with("ratchet-key-unexpected", () -> open(followed, healed));
    // Nor does it help to guess that Alice answered: the key she answered with is not there.
    RatchetSession guessed = followed.seal(Phone.key(0).encode(), alice.now(), hers).next();
    Refused.with("tag-mismatch", () -> open(guessed, healed));
    assertThat(alice.read(bob, healed)).isEqualTo(Phone.key(6));
  }

  @Test
  @DisplayName("[Q-5] with all X25519 keys as well, nothing after the next post-quantum step")
  void quantumThiefOfTheAnsweringSide() {
    acquainted();
    RatchetSession stolen = copy(session(alice, bob));
    bob.pass(Limits.POST_QUANTUM_AFTER_MS);
    Bytes offer = bob.write(alice, 4);
    alice.read(bob, offer);
    RatchetSession mallory = follow(stolen, offer);
    // The control: with what Alice drew for ML-KEM she could follow.
    RatchetSession omniscient = stolen.open(message(offer), alice.now(), tap.stolen(hers)).next();
    Bytes answer = alice.write(bob, 5);
    mallory = followSeal(mallory, tap);
    omniscient = followSeal(omniscient, tap);
    bob.read(alice, answer);
    Bytes mix = bob.write(alice, 6);
    RatchetSession locked = mallory;
    Refused.with("tag-mismatch", () -> open(locked, mix));
    assertThat(open(omniscient, mix)).isEqualTo(Phone.key(6).encode());
    assertThat(alice.read(bob, mix)).isEqualTo(Phone.key(6));
  }

  @Test
  @DisplayName("[Q-3] the same for the state of the side that offers")
  void quantumThiefOfTheOfferingSide() {
    acquainted();
    alice.read(bob, bob.write(alice, 4));
    bob.read(alice, alice.write(bob, 5));
    RatchetSession mallory = copy(session(bob, alice));
    bob.pass(Limits.POST_QUANTUM_AFTER_MS);
    Bytes offer = bob.write(alice, 6);
    mallory = followSeal(mallory, bobsTap);
    alice.read(bob, offer);
    Bytes answer = alice.write(bob, 7);
    // Until the mix all X25519 keys are enough: the control that she can follow at all.
    assertThat(open(mallory, answer)).isEqualTo(Phone.key(7).encode());
    mallory = follow(mallory, answer);
    bob.read(alice, answer);
    Bytes mix = bob.write(alice, 8);
    mallory = followSeal(mallory, bobsTap);
    alice.read(bob, mix);
    Bytes healed = alice.write(bob, 9);
    RatchetSession locked = mallory;
    Refused.with("tag-mismatch", () -> open(locked, healed));
    assertThat(bob.read(alice, healed)).isEqualTo(Phone.key(9));
  }

  @Test
  @DisplayName("[H-3] with all X25519 keys of both sides a recorded handshake stays closed")
  void recordedHandshake() {
    Bytes recorded = alice.write(bob, 1);
    Secret guess = Secret.of(hers.next(MlKemKeyPair.SEED_LENGTH));
    Refused.with(
        "tag-mismatch",
        () ->
            bob.pair(alice)
                .open(
                    bob.us(),
                    alice.theirs(),
                    id -> Optional.ofNullable(bob.findPrekey(id)).map(key -> guessed(key, guess)),
                    recorded,
                    bob.now(),
                    hers));
    assertThat(bob.read(alice, recorded)).isEqualTo(Phone.key(1));
  }

  /** Of a prekey everything but what ML-KEM keeps. */
  private static OurPrekey guessed(OurPrekey prekey, Secret guess) {
    return switch (prekey) {
      case OurPrekey.Agreement agreement -> agreement;
      case OurPrekey.Kem kem ->
          new OurPrekey.Kem(
              kem.id(),
              kem.counter(),
              kem.createdAt(),
              new MlKemKeyPair(kem.keys().publicKey(), guess));
    };
  }

  private static RatchetSession copy(RatchetSession session) {
    return RatchetSession.decode(session.encode());
  }

  private Secret open(RatchetSession stolen, Bytes sealed) {
    return stolen.open(message(sealed), alice.now(), hers).payload();
  }

  private RatchetSession follow(RatchetSession stolen, Bytes sealed) {
    return stolen.open(message(sealed), alice.now(), hers).next();
  }

  /** As the owner sealed, with the ratchet key that the owner drew. */
  private RatchetSession followSeal(RatchetSession stolen, TappedRandomness tapped) {
    return stolen.seal(Phone.key(0).encode(), bob.now(), tapped.stolen(hers)).next();
  }

  private static SealedMessage.Ratcheted message(Bytes sealed) {
    return (SealedMessage.Ratcheted) SealedMessage.decode(sealed);
  }
}
