package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One ratchet session with one other device: immutable, advanced by making the next one. Store the
 * next one <em>before</em> a sealed message leaves the device, and <em>after</em> an opened one was
 * authenticated, [R-1].
 */
public final class RatchetSession {

  private final SessionFacts facts;
  private final @Nullable Long supersededAt;
  private final RatchetState state;
  private final OurTypingKey ourTyping;
  private final TheirTypingKey theirTyping;

  RatchetSession(
      SessionFacts facts,
      @Nullable Long supersededAt,
      RatchetState state,
      OurTypingKey ourTyping,
      TheirTypingKey theirTyping) {
    this.facts = facts;
    this.supersededAt = supersededAt;
    this.state = state;
    this.ourTyping = ourTyping;
    this.theirTyping = theirTyping;
  }

  /** A sealed message, and the session to store before it leaves. */
  public record Sealed(RatchetSession next, Bytes message) {}

  /** An opened payload, and the session to store with what it says. */
  public record Opened(RatchetSession next, Secret payload) {}

  /**
   * Alice's session after her handshake.
   *
   * @param handshake repeated until Bob answers, [H-8]
   * @param signedPrekey SPK of Bob's device
   */
  public static RatchetSession initiated(
      SessionFacts facts,
      HandshakeSecrets secrets,
      Bytes handshake,
      X25519PublicKey signedPrekey,
      Randomness randomness) {
    return new RatchetSession(
        facts,
        null,
        RatchetState.initiated(
            secrets.root(), signedPrekey, handshake, facts.createdAt(), randomness),
        new OurTypingKey(secrets.initiatorTyping()),
        new TheirTypingKey(secrets.responderTyping()));
  }

  /**
   * Bob's session, before he opens the first message.
   *
   * @param signedPrekey our SPK
   * @param first the header of the first message
   */
  public static RatchetSession answered(
      SessionFacts facts,
      HandshakeSecrets secrets,
      X25519KeyPair signedPrekey,
      RatchetHeader first) {
    if (first.epoch() != 0) {
      throw new RefusedException(Verification.POST_QUANTUM_EPOCH);
    }
    return new RatchetSession(
        facts,
        null,
        RatchetState.answered(secrets.root(), signedPrekey, first.key(), facts.createdAt()),
        new OurTypingKey(secrets.responderTyping()),
        new TheirTypingKey(secrets.initiatorTyping()));
  }

  /** Seals a payload for the other device. */
  public Sealed seal(Secret payload, long now, Randomness randomness) {
    RatchetState ready = state.ready(now, randomness);
    PostQuantum step = ready.postQuantum().offerIfDue(facts.weInitiated(), now, randomness);
    SendingChain chain = Objects.requireNonNull(ready.sending());
    RatchetHeader header =
        new RatchetHeader(
            chain.key().keys().publicKey(),
            ready.previous(),
            chain.next(),
            step.epoch(),
            step.carried(),
            Bytes.of(randomness.next(RatchetHeader.RANDOM_LENGTH)));
    Bytes head = Frame.head(facts.id(), handshake(), header);
    byte[] ciphertext =
        Derivation.cipherKey(
                Derivation.messageKey(chain.chainKey().value()).value(), header.random())
            .seal(facts.transcript(), head, payload);
    return new Sealed(
        with(ready.sent(chain, step.afterSealing())),
        new ByteWriter().raw(head).raw(ciphertext).toBytes());
  }

  /** Opens a payload. Whatever is refused, this session stays as it is, [R-7]. */
  public Opened open(SealedMessage.Ratcheted message, long now, Randomness randomness) {
    RatchetHeader header = message.header();
    Receiving.Received received = Receiving.receive(state, header, now);
    Secret payload =
        Derivation.cipherKey(received.key().value(), header.random())
            .open(facts.transcript(), message.head(), message.ciphertext());
    RatchetState next = received.next();
    PostQuantum step =
        isActive()
            ? next.postQuantum()
                .afterOpening(header.step(), header.epoch(), facts.weInitiated(), randomness)
            : next.postQuantum().counted(); // It looks at no step.
    return new Opened(with(next.with(step)), payload);
  }

  /** Seals a typing notice: no chain advances, nothing is to be stored, [T-1]. */
  public Bytes sealTyping(Secret notice, Randomness randomness) {
    Bytes random = Bytes.of(randomness.next(RatchetHeader.RANDOM_LENGTH));
    Bytes head = Frame.typingHead(facts.id(), random);
    byte[] ciphertext =
        Derivation.cipherKey(ourTyping.value(), random).seal(facts.transcript(), head, notice);
    return new ByteWriter().raw(head).raw(ciphertext).toBytes();
  }

  /** Opens a typing notice; refuses with {@code tag-mismatch}. */
  public Secret openTyping(SealedMessage.Typing notice) {
    return Derivation.cipherKey(theirTyping.value(), notice.random())
        .open(facts.transcript(), notice.head(), notice.ciphertext());
  }

  /** It only receives from now on, [S-1]. Once superseded, for ever: [S-4]. */
  public RatchetSession superseded(long now) {
    return supersededAt != null
        ? this
        : new RatchetSession(
            facts, now, state.with(state.postQuantum().superseded()), ourTyping, theirTyping);
  }

  /** With no later time of being superseded than that. */
  public RatchetSession supersededByThen(long now) {
    return supersededAt == null || supersededAt <= now
        ? this
        : new RatchetSession(facts, now, state, ourTyping, theirTyping);
  }

  public SessionFacts facts() {
    return facts;
  }

  public SessionId id() {
    return facts.id();
  }

  /** Milliseconds, or null while it is active. */
  public @Nullable Long supersededAt() {
    return supersededAt;
  }

  public boolean isActive() {
    return supersededAt == null;
  }

  /** Whether we began it and have opened nothing of theirs in it yet. */
  public boolean isUnanswered() {
    return state.theirs() instanceof Theirs.Unheard;
  }

  /** How many post-quantum steps are complete, [Q-1]. */
  public long postQuantumEpoch() {
    return state.postQuantum().epoch();
  }

  /** The stored form, [R-10]. */
  public Secret encode() {
    return SessionCodec.encode(this);
  }

  public static RatchetSession decode(Secret stored) {
    return SessionCodec.decode(stored);
  }

  @Nullable Bytes handshake() {
    return state.theirs() instanceof Theirs.Unheard(X25519PublicKey _, Bytes handshake)
        ? handshake
        : null;
  }

  RatchetState state() {
    return state;
  }

  OurTypingKey ourTyping() {
    return ourTyping;
  }

  TheirTypingKey theirTyping() {
    return theirTyping;
  }

  /** Never shows a key. */
  @Override
  public String toString() {
    return "ratchet session " + id();
  }

  private RatchetSession with(RatchetState next) {
    return new RatchetSession(facts, supersededAt, next, ourTyping, theirTyping);
  }
}
