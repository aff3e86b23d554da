package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.Refusal.Usage;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.handshake.HandshakeMessage;
import chat.tacet.client.protocol.handshake.Initiator;
import chat.tacet.client.protocol.handshake.Responder;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.prekey.OurPrekeys;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyCounters;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import chat.tacet.client.protocol.ratchet.SessionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this device keeps about one other device. Immutable: every step gives the next pair, to be
 * stored <em>before</em> a sealed message leaves the device, and <em>together with</em> what an
 * opened one said, [R-1]. After a refusal the pair is what it was.
 */
public final class Pair {

  private final DeviceAddress ours;
  private final DeviceAddress theirs;
  private final long generation;
  private final @Nullable SessionId abandoned;
  private final PrekeyCounters counters;
  private final Repairs repairs;
  private final ReplayMemory replays;
  private final Sessions sessions;

  Pair(
      DeviceAddress ours,
      DeviceAddress theirs,
      long generation,
      @Nullable SessionId abandoned,
      PrekeyCounters counters,
      Repairs repairs,
      ReplayMemory replays,
      Sessions sessions) {
    this.ours = ours;
    this.theirs = theirs;
    this.generation = generation;
    this.abandoned = abandoned;
    this.counters = counters;
    this.repairs = repairs;
    this.replays = replays;
    this.sessions = sessions;
  }

  /** A sealed message, and the pair to store before it leaves. */
  public record Sealed(Pair next, Bytes message) {}

  /**
   * An opened message, and what to store in one transaction with it, [S-5], [V-7].
   *
   * @param consumed one-time prekeys whose private halves to delete, [PK-6]
   * @param repairDue the session to repair, if this message told that its sender lost it, [S-2]
   */
  public record Opened(
      Pair next, ContentKey key, List<PrekeyId> consumed, Optional<SessionId> repairDue) {}

  /** Before anything was said. */
  public static Pair between(OurDevice us, TheirDevice them) {
    return new Pair(
        new DeviceAddress(us.account(), us.id()),
        new DeviceAddress(them.account(), them.id()),
        0,
        null,
        PrekeyCounters.NONE,
        Repairs.NONE,
        ReplayMemory.EMPTY,
        Sessions.NONE);
  }

  /** Whether a handshake must come before the next message: there is none, or [S-7]. */
  public boolean needsSession(long now) {
    return sessions
        .active()
        .map(active ->
            active.isUnanswered()
                && Math.abs(now - active.facts().createdAt())
                    >= Limits.UNANSWERED_REPLACE_MS) // [S-11]
        .orElse(true);
  }

  /** Begins a ratchet session that replaces the active one, [S-3]. */
  public Pair startSession(OurDevice us, PrekeyBundle bundle, long now, Randomness randomness) {
    SessionId replaced = sessions.active().map(RatchetSession::id).orElse(abandoned);
    return start(us, bundle, replaced, repairs, now, randomness);
  }

  /** Whether a repair is within its limits, [S-8]. */
  public boolean mayRepair(long now) {
    return repairs.mayRepair(now);
  }

  /**
   * Begins a ratchet session because a message could not be opened, [S-8].
   *
   * @param failing the session that message named, {@link #sessionNamedBy}
   */
  public Pair repair(
      OurDevice us, PrekeyBundle bundle, SessionId failing, long now, Randomness randomness) {
    if (!mayRepair(now)) {
      throw new RefusedException(Usage.REPAIR_TOO_SOON);
    }
    return start(us, bundle, failing, repairs.with(now), now, randomness);
  }

  /** Seals a content key; refuses with {@code no-ratchet-session} if none is active. */
  public Sealed seal(ContentKey key, long now, Randomness randomness) {
    RatchetSession active =
        sessions.active().orElseThrow(() -> new RefusedException(Usage.NO_RATCHET_SESSION));
    RatchetSession.Sealed sealed = active.seal(key.encode(), now, randomness);
    return new Sealed(with(sessions.with(sealed.next())), sealed.message());
  }

  /**
   * Opens a message of theirs, in a session there is or in the one it begins.
   *
   * @param them from their verified device list, [I-5]
   * @param prekeys our private prekeys
   */
  public Opened open(
      OurDevice us,
      TheirDevice them,
      OurPrekeys prekeys,
      Bytes sealed,
      long now,
      Randomness randomness) {
    requireParties(us, them, Usage.MESSAGE_OF_ANOTHER_PAIR);
    SealedMessage message = SealedMessage.decode(sealed);
    Pair current = at(now);
    return switch (message) {
      case SealedMessage.First first -> {
        HandshakeMessage handshake = HandshakeMessage.decode(first.handshake());
        current.requireGeneration(handshake);
        Optional<RatchetSession> known = current.sessions.find(first.session());
        yield known.isPresent()
            ? current.open(known.get(), first, now, randomness) // [H-8]
            : current.accept(first, handshake, us, them, prekeys, now, randomness);
      }
      case SealedMessage.Later later ->
          current.open(current.session(later), later, now, randomness);
      case SealedMessage.Typing _ ->
          throw new RefusedException(new Refusal.Codec("sealed-message", Fault.MALFORMED));
    };
  }

  /** Seals a typing notice, if a session is active: none is begun for it, [T-1]. */
  public Optional<Bytes> sealTyping(TypingNotice notice, Randomness randomness) {
    return sessions.active().map(active -> active.sealTyping(notice.encode(), randomness));
  }

  /**
   * Opens a typing notice; refuses an old or repeated one ({@code typing-stale}), [T-3].
   *
   * @param lastShown the time of the last notice of that device that was shown
   */
  public TypingNotice openTyping(Bytes sealed, long now, @Nullable Long lastShown) {
    if (!(SealedMessage.decode(sealed) instanceof SealedMessage.Typing message)) {
      throw new RefusedException(new Refusal.Codec("sealed-message", Fault.MALFORMED));
    }
    TypingNotice notice =
        TypingNotice.decode(at(now).session(message).openTyping(message)); // [T-2]
    if (Math.abs(now - notice.time()) > Limits.TYPING_MAX_AGE_MS
        || (lastShown != null && notice.time() <= lastShown)) {
      throw new RefusedException(Validation.TYPING_STALE);
    }
    return notice;
  }

  /** After a rollback: every session is dropped and none continued, [S-9]. */
  public Pair abandon() {
    return new Pair(
        ours,
        theirs,
        generation,
        sessions.active().map(RatchetSession::id).orElse(abandoned),
        counters,
        repairs,
        replays,
        Sessions.NONE);
  }

  /** The ratchet session a sealed message names, readable before anything is opened. */
  public static SessionId sessionNamedBy(Bytes sealed) {
    return SealedMessage.decode(sealed).session();
  }

  public DeviceAddress ours() {
    return ours;
  }

  public DeviceAddress theirs() {
    return theirs;
  }

  /** The highest counters seen of their rotating prekeys, for {@link PrekeyBundle#verify}. */
  public PrekeyCounters counters() {
    return counters;
  }

  /** The session that sends, for the security details. */
  public Optional<RatchetSession> activeSession() {
    return sessions.active();
  }

  /** A session that is kept, active or not. */
  public Optional<RatchetSession> session(SessionId id) {
    return sessions.find(id);
  }

  /** How often this pair was repaired, for the security details. */
  public long repairCount() {
    return repairs.total();
  }

  /** The stored form, [S-10]. */
  public Secret encode() {
    return PairCodec.encode(this);
  }

  public static Pair decode(Secret stored) {
    return PairCodec.decode(stored);
  }

  long generation() {
    return generation;
  }

  @Nullable SessionId abandoned() {
    return abandoned;
  }

  Repairs repairs() {
    return repairs;
  }

  ReplayMemory replays() {
    return replays;
  }

  Sessions sessions() {
    return sessions;
  }

  /** Never shows a key. */
  @Override
  public String toString() {
    return "pair of " + ours.device() + " with " + theirs.device();
  }

  private Pair start(
      OurDevice us,
      PrekeyBundle bundle,
      @Nullable SessionId replaced,
      Repairs nextRepairs,
      long now,
      Randomness randomness) {
    requireParties(us, bundle.device(), Usage.BUNDLE_OF_ANOTHER_DEVICE);
    Pair current = at(now);
    RatchetSession begun = Initiator.begin(us, bundle, generation + 1, replaced, now, randomness);
    return new Pair(
        ours,
        theirs,
        generation + 1,
        null,
        bundle.counters(),
        nextRepairs,
        current.replays,
        current.sessions.begun(begun, now));
  }

  private Opened open(
      RatchetSession session, SealedMessage.Ratcheted message, long now, Randomness randomness) {
    RatchetSession.Opened opened = session.open(message, now, randomness);
    return new Opened(
        with(sessions.with(opened.next())),
        ContentKey.decode(opened.payload()),
        List.of(),
        Optional.empty());
  }

  private Opened accept(
      SealedMessage.First message,
      HandshakeMessage handshake,
      OurDevice us,
      TheirDevice them,
      OurPrekeys prekeys,
      long now,
      Randomness randomness) {
    Responder responder = Responder.to(message, handshake, us, them, prekeys);
    ReplayMemory nextReplays = replays;
    if (!handshake.usedOneTimePrekey()) {
      replays.requireNew(responder.transcript()); // [H-9]
      nextReplays = replays.with(responder.transcript(), now);
    }
    // Where it stands is known before it is opened: a superseded session answers no offer, [Q-4].
    Sessions placed = sessions.received(responder.session(message, now), now);
    RatchetSession begun = placed.find(message.session()).orElseThrow();
    RatchetSession.Opened opened = begun.open(message, now, randomness); // [H-7]
    Pair next =
        new Pair(
            ours,
            theirs,
            Math.max(generation, handshake.generation()),
            null,
            counters,
            repairs,
            nextReplays,
            placed.with(opened.next()));
    Optional<SessionId> lostAtTheirs =
        next.sessions
            .active()
            .map(RatchetSession::id)
            .filter(active -> active.equals(begun.facts().replaces())); // [S-2]
    return new Opened(
        next, ContentKey.decode(opened.payload()), responder.consumed(), lostAtTheirs);
  }

  // [S-3]
  private void requireGeneration(HandshakeMessage handshake) {
    if (handshake.generation() > generation + Limits.MAX_GENERATION_JUMP) {
      throw new RefusedException(Validation.GENERATION_JUMP);
    }
  }

  private RatchetSession session(SealedMessage message) {
    return sessions
        .find(message.session())
        .orElseThrow(() -> new RefusedException(Validation.RATCHET_SESSION_UNKNOWN));
  }

  private void requireParties(OurDevice us, TheirDevice them, Usage refusal) {
    if (!ours.equals(new DeviceAddress(us.account(), us.id()))
        || !theirs.equals(new DeviceAddress(them.account(), them.id()))) {
      throw new RefusedException(refusal);
    }
  }

  /** Without what is to be forgotten by now. */
  private Pair at(long now) {
    return new Pair(
        ours, theirs, generation, abandoned, counters, repairs, replays.at(now), sessions.at(now));
  }

  private Pair with(Sessions next) {
    return new Pair(ours, theirs, generation, abandoned, counters, repairs, replays, next);
  }
}
