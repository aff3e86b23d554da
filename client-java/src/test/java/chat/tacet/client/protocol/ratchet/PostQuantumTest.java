package chat.tacet.client.protocol.ratchet;

import static chat.tacet.client.protocol.ratchet.RatchetTest.header;
import static chat.tacet.client.protocol.ratchet.RatchetTest.session;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.vectors.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[Q] The post-quantum ratchet between Alice and Bob")
class PostQuantumTest {

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");

  /** Offer, answer, mix: Alice's step to epoch 1. */
  private void firstStep() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    bob.read(alice, alice.write(bob, 3));
  }

  @Test
  @DisplayName("[Q-1] [Q-3] [Q-4] [Q-5] the first step is complete with the third flight")
  void firstThreeFlights() {
    Bytes offer = alice.write(bob, 1);
    assertThat(offer.length()).isEqualTo(2_500);
    assertThat(header(offer).step()).isInstanceOf(CarriedStep.Offer.class);
    bob.read(alice, offer);
    Bytes answer = bob.write(alice, 2);
    assertThat(answer.length()).isEqualTo(1_250);
    assertThat(header(answer).step()).isInstanceOf(CarriedStep.Answer.class);
    assertThat(header(answer).epoch()).isZero();
    alice.read(bob, answer);
    assertThat(epoch(alice)).isZero();
    Bytes mix = alice.write(bob, 3);
    assertThat(mix.length()).isEqualTo(162);
    assertThat(header(mix).epoch()).isEqualTo(1);
    assertThat(epoch(alice)).isEqualTo(1);
    assertThat(bob.read(alice, mix)).isEqualTo(Phone.key(3));
    assertThat(epoch(bob)).isEqualTo(1);
    assertThat(alice.read(bob, bob.write(alice, 4))).isEqualTo(Phone.key(4));
  }

  @Test
  @DisplayName("[Q-2] [Q-3] the next step is the responder's, after 20 messages")
  void turnsByMessages() {
    firstStep();
    int sinceMix = 1;
    for (; sinceMix < Limits.POST_QUANTUM_AFTER_MESSAGES; sinceMix++) {
      Bytes sealed = alice.write(bob, 10);
      assertThat(header(sealed).step()).isInstanceOf(CarriedStep.None.class);
      bob.read(alice, sealed);
    }
    assertThat(header(alice.write(bob, 11)).step()).isInstanceOf(CarriedStep.None.class);
    Bytes offer = bob.write(alice, 12);
    assertThat(header(offer).step()).isInstanceOf(CarriedStep.Offer.class);
    alice.read(bob, offer);
    bob.read(alice, alice.write(bob, 13));
    alice.read(bob, bob.write(alice, 14));
    assertThat(epoch(bob)).isEqualTo(2);
    assertThat(epoch(alice)).isEqualTo(2);
  }

  @Test
  @DisplayName("[Q-3] or after 24 hours")
  void turnsByTime() {
    firstStep();
    assertThat(header(bob.write(alice, 4)).step()).isInstanceOf(CarriedStep.None.class);
    bob.pass(Limits.POST_QUANTUM_AFTER_MS - 1);
    assertThat(header(bob.write(alice, 5)).step()).isInstanceOf(CarriedStep.None.class);
    bob.pass(1);
    assertThat(header(bob.write(alice, 6)).step()).isInstanceOf(CarriedStep.Offer.class);
  }

  @Test
  @DisplayName("[Q-3] [S-11] or at once, if the last one was by a clock that was ten years ahead")
  void turnsByWrongClock() {
    long tenYears = Duration.ofDays(3_650).toMillis();
    bob.pass(tenYears);
    firstStep();
    bob.pass(-tenYears);
    assertThat(header(bob.write(alice, 4)).step()).isInstanceOf(CarriedStep.Offer.class);
  }

  @Test
  @DisplayName("[Q-3] [Q-8] one message in ten repeats the same offer until it is answered")
  void repeats() {
    List<Bytes> offers = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      CarriedStep step = header(alice.write(bob, i)).step();
      if (i % 10 == 0) {
        assertThat(step).isInstanceOf(CarriedStep.Offer.class);
        offers.add(((CarriedStep.Offer) step).encapsulationKey());
      } else {
        assertThat(step).isInstanceOf(CarriedStep.None.class);
      }
    }
    assertThat(offers).hasSize(3).containsOnly(offers.getFirst());
  }

  @Test
  @DisplayName("[Q-8] a lost answer only delays the step")
  void lostAnswer() {
    bob.read(alice, alice.write(bob, 1));
    bob.write(alice, 2); // lost, and the answer with it
    for (int i = 0; i < 9; i++) {
      alice.read(bob, bob.write(alice, i));
      bob.read(alice, alice.write(bob, i));
      assertThat(epoch(alice)).isZero();
    }
    alice.read(bob, bob.write(alice, 20));
    bob.read(alice, alice.write(bob, 21));
    assertThat(epoch(alice)).isEqualTo(1);
    assertThat(epoch(bob)).isEqualTo(1);
  }

  @Test
  @DisplayName("[Q-4] the answer is made once, however often the offer comes")
  void answeredOnce() {
    List<Bytes> sealed = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      sealed.add(alice.write(bob, i));
    }
    bob.read(alice, sealed.getFirst());
    PostQuantumStep once = session(bob, alice).state().postQuantum().step();
    bob.read(alice, sealed.getLast());
    assertThat(session(bob, alice).state().postQuantum().step()).isEqualTo(once);
  }

  @Test
  @DisplayName("[Q-4] an answer in a late message of an old chain is taken in")
  void lateAnswer() {
    bob.read(alice, alice.write(bob, 1));
    Bytes answer = bob.write(alice, 2);
    alice.read(bob, bob.write(alice, 3));
    bob.read(alice, alice.write(bob, 4));
    alice.read(bob, answer);
    assertThat(header(alice.write(bob, 5)).epoch()).isZero(); // Its chain began without.
    alice.read(bob, bob.write(alice, 6));
    bob.read(alice, alice.write(bob, 7));
    assertThat(epoch(bob)).isEqualTo(1);
  }

  @Test
  @DisplayName("[Q-4] a superseded session answers no offer")
  void superseded() {
    firstStep();
    bob.pass(Limits.POST_QUANTUM_AFTER_MS);
    var offer = (SealedMessage.Ratcheted) SealedMessage.decode(bob.write(alice, 4));
    assertThat(offer.header().step()).isInstanceOf(CarriedStep.Offer.class);
    RatchetSession sending = session(alice, bob);
    RatchetSession receiving = sending.superseded(alice.now());
    assertThat(stepAfter(sending, offer)).isInstanceOf(PostQuantumStep.Answering.class);
    assertThat(stepAfter(receiving, offer)).isInstanceOf(PostQuantumStep.Idle.class);
  }

  @Test
  @DisplayName("[Q-4] with its superseding a session forgets what it offered, not what it answered")
  void forgottenWhenSuperseded() {
    Bytes offer = alice.write(bob, 1);
    assertThat(superseded(alice)).isInstanceOf(PostQuantumStep.Idle.class);
    bob.read(alice, offer);
    assertThat(superseded(bob)).isEqualTo(answering(bob));
    alice.read(bob, bob.write(alice, 2));
    assertThat(superseded(alice)).isInstanceOf(PostQuantumStep.Idle.class);
  }

  private PostQuantumStep superseded(Phone phone) {
    RatchetSession session = session(phone, phone == alice ? bob : alice);
    return session.superseded(phone.now()).state().postQuantum().step();
  }

  private PostQuantumStep stepAfter(RatchetSession session, SealedMessage.Ratcheted message) {
    return session
        .open(message, alice.now(), alice.randomness())
        .next()
        .state()
        .postQuantum()
        .step();
  }

  @Test
  @DisplayName("[Q-5] when the step is complete every copy of its secrets is forgotten")
  void forgotten() {
    bob.read(alice, alice.write(bob, 1));
    AgreedSecret secret = answering(bob).secret();
    Secret dk = offering(alice).keys().seed();
    alice.read(bob, bob.write(alice, 2));
    assertThat(hex(alice)).contains(hex(secret.secret())).doesNotContain(hex(dk));
    bob.read(alice, alice.write(bob, 3));
    assertThat(hex(alice)).doesNotContain(hex(secret.secret()));
    assertThat(hex(bob)).doesNotContain(hex(secret.secret()));
  }

  @Test
  @DisplayName("[R-2] [Q-5] the secret and its exchange both enter the root")
  void mixed() {
    RootKey root = new RootKey(Secret.of(new byte[32]));
    Secret agreement = Secret.of(new byte[32]);
    AgreedSecret one = new AgreedSecret(Secret.of(new byte[32]), Bytes.zeros(32));
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(
            List.of(
                    Derivation.root(root, agreement, 1, null),
                    Derivation.root(root, agreement, 2, null),
                    Derivation.root(root, agreement, 1, one),
                    Derivation.root(
                        root, agreement, 1, new AgreedSecret(Secret.of(other), one.exchange())),
                    Derivation.root(
                        root, agreement, 1, new AgreedSecret(one.secret(), Bytes.of(other))))
                .stream()
                .map(step -> hex(step.root().value()))
                .distinct())
        .hasSize(5);
  }

  @Test
  @DisplayName("[Q-6] a new chain has the epoch of the session, or one more if it was answered")
  void wrongEpoch() {
    firstStep();
    alice.read(bob, bob.write(alice, 4));
    refusedByBob("post-quantum-epoch", state -> new PostQuantum(0, 0, 0, state.step()));
    refusedByBob("post-quantum-epoch", state -> new PostQuantum(2, 0, 0, state.step()));
    refusedByBob("post-quantum-epoch", state -> new PostQuantum(9, 0, 0, state.step()));
  }

  @Test
  @DisplayName("[Q-6] a first message has epoch 0")
  void firstEpoch() {
    alice.write(bob, 1);
    refusedByBob("post-quantum-epoch", state -> new PostQuantum(1, 0, 0, state.step()));
  }

  @Test
  @DisplayName("[Q-7] an offer out of turn and an answer to no offer are refused")
  void unexpected() {
    firstStep();
    alice.read(bob, bob.write(alice, 4));
    MlKemKeyPair keys = MlKemKeyPair.generate(alice.randomness());
    // The step to epoch 2 is Bob's.
    refusedByBob(
        "post-quantum-unexpected",
        state -> new PostQuantum(1, 0, 0, new PostQuantumStep.Offering(keys, 0)));
    MlKemCiphertext ciphertext = new MlKemCiphertext(Bytes.zeros(MlKemCiphertext.LENGTH));
    AgreedSecret secret = new AgreedSecret(Secret.of(new byte[32]), Bytes.zeros(32));
    refusedByBob(
        "post-quantum-unexpected",
        state -> new PostQuantum(1, 0, 0, new PostQuantumStep.Answering(ciphertext, secret, 0)));
  }

  @Test
  @DisplayName("[Q-7] an offer that fails the modulus check is refused and changes nothing")
  void invalidOffer() {
    bob.read(alice, alice.write(bob, 1));
    RatchetSession before = session(bob, alice);
    byte[] broken = answering(bob).ciphertext().value().toArray();
    byte[] key = Arrays.copyOf(broken, MlKemPublicKey.LENGTH);
    key[0] = (byte) 0xff;
    key[1] = (byte) 0xff;
    PostQuantum idle = PostQuantum.begin(0);
    Refused.with(
        "kem-key-invalid",
        () -> idle.afterOpening(new CarriedStep.Offer(Bytes.of(key)), 0, false, bob.randomness()));
    assertThat(session(bob, alice).encode()).isEqualTo(before.encode());
  }

  @Test
  @DisplayName("[Q-7] what belongs to an epoch before is stale and ignored")
  void stale() {
    Bytes offer = alice.write(bob, 1);
    Bytes other = alice.write(bob, 2);
    for (int i = 0; i < 8; i++) {
      alice.write(bob, i);
    }
    Bytes repeated = alice.write(bob, 3);
    assertThat(header(repeated).step()).isInstanceOf(CarriedStep.Offer.class);
    bob.read(alice, offer);
    alice.read(bob, bob.write(alice, 4));
    bob.read(alice, alice.write(bob, 5));
    assertThat(epoch(bob)).isEqualTo(1);
    assertThat(bob.read(alice, repeated)).isEqualTo(Phone.key(3));
    assertThat(bob.read(alice, other)).isEqualTo(Phone.key(2));
    assertThat(session(bob, alice).state().postQuantum().step())
        .isEqualTo(new PostQuantumStep.Idle());
  }

  @Test
  @DisplayName("[Q-1] the epoch never decreases, and both sides keep up, over many turns")
  void manyTurns() {
    long highest = 0;
    for (int i = 0; i < 150; i++) {
      Phone writer = i / 2 % 2 == 0 ? alice : bob;
      Phone reader = writer == alice ? bob : alice;
      reader.read(writer, writer.write(reader, i));
      assertThat(epoch(alice)).isGreaterThanOrEqualTo(highest);
      highest = epoch(alice);
    }
    assertThat(highest).isGreaterThanOrEqualTo(5);
    assertThat(Math.abs(epoch(alice) - epoch(bob))).isLessThanOrEqualTo(1);
  }

  /** Alice's next message, sealed with another state of her post-quantum ratchet. */
  private void refusedByBob(String code, UnaryOperator<PostQuantum> change) {
    RatchetSession sound = session(alice, bob);
    RatchetState state = sound.state();
    RatchetSession changed =
        new RatchetSession(
            sound.facts(),
            null,
            state.with(change.apply(state.postQuantum())),
            sound.ourTyping(),
            sound.theirTyping());
    Bytes sealed = changed.seal(Phone.key(7).encode(), alice.now(), alice.randomness()).message();
    Secret before = bob.pair(alice).encode();
    Refused.with(code, () -> bob.read(alice, sealed));
    assertThat(bob.pair(alice).encode()).isEqualTo(before);
  }

  private long epoch(Phone phone) {
    return session(phone, phone == alice ? bob : alice).postQuantumEpoch();
  }

  private PostQuantumStep.Answering answering(Phone phone) {
    return (PostQuantumStep.Answering)
        session(phone, phone == alice ? bob : alice).state().postQuantum().step();
  }

  private PostQuantumStep.Offering offering(Phone phone) {
    return (PostQuantumStep.Offering)
        session(phone, phone == alice ? bob : alice).state().postQuantum().step();
  }

  private String hex(Phone phone) {
    return hex(phone.pair(phone == alice ? bob : alice).encode());
  }

  private static String hex(Secret secret) {
    return Bytes.of(secret.reveal()).hex();
  }
}
