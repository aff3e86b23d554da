package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Ask;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do about an envelope that could not be opened: the table of error codes in {@code
 * docs/spec/limits.md}. Whatever it is, it is recorded and then acknowledged, [V-14].
 */
final class Unopened {

  /** Its device is on no list that was verified, or left too long ago, [I-13]. */
  private static final String DEVICE_UNKNOWN = "device-unknown";

  /** Kept of what was refused: enough to tell a developer what happened, [V-14]. */
  private static final long QUARANTINE = 1_000;

  /** A new handshake may mend these, and the message is asked for again. */
  private static final Set<Refusal> REPAIRED =
      Set.of(
          Validation.RATCHET_SESSION_UNKNOWN,
          Validation.PREKEY_GONE,
          Validation.MESSAGE_GAP,
          Verification.HANDSHAKE_TRANSCRIPT,
          // [H-9] Of a profile that was rolled back, which kept that memory alone; or a true
          // replay.
          Verification.HANDSHAKE_REPLAYED,
          Verification.TAG_MISMATCH,
          Verification.RATCHET_KEY_UNEXPECTED,
          Verification.POST_QUANTUM_EPOCH,
          Verification.POST_QUANTUM_UNEXPECTED,
          Verification.KEM_KEY_INVALID,
          Verification.AGREEMENT_ZERO);

  /** The session is sound, but this message is not or not any more. */
  private static final Set<Refusal> ASKED_FOR =
      Set.of(
          Validation.MESSAGE_KEY_GONE,
          Verification.CONTENT_COMMITMENT,
          Verification.CONTENT_MESSAGE_ID,
          Verification.CONTENT_ROOM);

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final Events events;
  private final Rooms rooms;
  private final Sequence sequence;
  private final Asking asking;
  private final Receipts receipts;

  Unopened(
      Me me,
      Setup setup,
      Round round,
      Events events,
      Rooms rooms,
      Sequence sequence,
      Asking asking,
      Receipts receipts) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.events = events;
    this.rooms = rooms;
    this.sequence = sequence;
    this.asking = asking;
    this.receipts = receipts;
  }

  /** Nobody is known who may have sent it. */
  void fromNobody(Delivered delivered, String why) {
    record(delivered, why);
  }

  /**
   * No list that the service shows names its device: that list may be withheld, so it is asked for,
   * [C-13].
   */
  void unlisted(Delivered delivered) {
    record(delivered, DEVICE_UNKNOWN);
    Optional<MessageId> id = messageId(delivered);
    if (!delivered.silent() && id.flatMap(named -> entry(delivered, named)).isEmpty()) {
      show(delivered, DEVICE_UNKNOWN, id);
    }
  }

  /** This library failed. */
  void failed(Delivered delivered) {
    record(delivered, "client-failed");
  }

  /** The ratchet message did not open. */
  void refused(Delivered delivered, TheirDevice device, Refusal refusal) {
    record(delivered, refusal.code());
    if (REPAIRED.contains(refusal)) {
      repair(delivered, device);
    }
    Optional<MessageId> id = messageId(delivered);
    if (delivered.silent()) {
      // [C-13] One that was blank when it came, [PK-7]: it has nothing to show, and a number.
      if (refusal == Validation.RATCHET_SESSION_UNKNOWN) {
        id.ifPresent(message -> askSilently(delivered, message));
      }
      return;
    }
    boolean asks = REPAIRED.contains(refusal) || ASKED_FOR.contains(refusal);
    if (id.flatMap(named -> entry(delivered, named)).isPresent()) {
      // It is shown, or its place says already that it could not be read.
      return;
    }
    show(delivered, refusal.code(), asks ? id : Optional.empty());
  }

  /** The ratchet message opened, what it named did not. */
  void contentRefused(
      Delivered delivered, Refusal refusal, ContentKey key, @Nullable Secret content) {
    MessageId named = key.messageId();
    record(delivered, refusal.code());
    boolean tooNew = refusal instanceof Codec codec && codec.fault() == Codec.Fault.VERSION;
    if (tooNew && content != null) {
      tooNew(delivered, key, content);
      return;
    }
    if (delivered.silent() || entry(delivered, named).isPresent()) {
      return;
    }
    // The ratchet is sound: a body that does not open is asked for, and no session mended, [C-6].
    boolean asks = ASKED_FOR.contains(refusal) || refusal == Verification.TAG_MISMATCH;
    show(
        delivered,
        refusal.code(),
        // An id that stands for somebody else's message is left to them.
        asks && Place.of(round.draft(), named).isEmpty() ? Optional.of(named) : Optional.empty());
  }

  /** [C-17] A newer client will read it, and its number, which must not seem missing until then. */
  private void tooNew(Delivered delivered, ContentKey key, Secret content) {
    Optional<Talk> talk = talk(delivered);
    if (talk.isEmpty()) {
      return;
    }
    if (delivered.silent() && key.firstSentUnder() == null) {
      sequence.unreadable(delivered.room(), from(delivered));
      return;
    }
    // [C-15] An answer is silent, whatever was asked for.
    asking.settle(delivered.room(), from(delivered), key.messageId());
    Optional<Entry> known = entry(delivered, key.messageId());
    if (known.filter(Sequence::isShown).isPresent()) {
      return;
    }
    if (known.isPresent()) {
      // It was counted when it could not be read.
      Entry shown =
          known.get().as(Entry.Kind.TOO_NEW, Kept.text(content), 0).known(key.messageId());
      OwnEntries.put(round.draft(), shown);
      round.then(() -> events.tell(new Happening.Changed(List.of(shown))));
    } else {
      Entry entry = append(talk.get(), delivered, Entry.Kind.TOO_NEW, Kept.text(content));
      new Place(entry.room(), entry.index()).name(round.draft(), key.messageId());
      sequence.unreadable(entry.room(), from(delivered));
    }
    if (!delivered.sender().equals(me.account())) {
      receipts.delivered(delivered.room(), key.messageId());
    }
  }

  private void repair(Delivered delivered, TheirDevice device) {
    Draft draft = round.draft();
    Peer.of(draft, me.device(), device)
        .failing(Pair.sessionNamedBy(delivered.sealedKey()))
        .put(draft);
  }

  /** A line where the message would stand, asked for again if there is an id to ask for. */
  private void show(Delivered delivered, String code, Optional<MessageId> ask) {
    Talk talk = talk(delivered).orElse(null);
    if (talk == null) {
      return;
    }
    if (delivered.sender().equals(me.account())) {
      // [C-12] Its user wrote it: it is asked for without a word.
      ask.ifPresent(id -> asking.ask(talk.room(), from(delivered), id, Ask.NOWHERE));
      return;
    }
    boolean asked =
        ask.filter(id -> asking.ask(talk.room(), from(delivered), id, talk.entries())).isPresent();
    var kind = asked ? Entry.Kind.REPAIRING : Entry.Kind.LOST;
    Entry entry = append(talk, delivered, kind, code);
    ask.ifPresent(id -> new Place(talk.room(), entry.index()).name(round.draft(), id));
    sequence.unreadable(talk.room(), from(delivered));
  }

  private void askSilently(Delivered delivered, MessageId message) {
    if (talk(delivered).isPresent() && entry(delivered, message).isEmpty()) {
      asking.askSilently(delivered.room(), from(delivered), message);
    }
  }

  private Entry append(Talk talk, Delivered delivered, Entry.Kind kind, String text) {
    Entry entry =
        talk.append(
            round.draft(),
            Entry.notice(
                talk.room(), kind, delivered.sender(), delivered.device(), setup.now(), text, 0));
    round.then(() -> events.tell(new Happening.Noted(entry)));
    return entry;
  }

  private Optional<Talk> talk(Delivered delivered) {
    try {
      return Optional.of(rooms.require(delivered));
    } catch (RefusedException notTheirRoom) {
      return Optional.empty();
    }
  }

  private Optional<Entry> entry(Delivered delivered, MessageId id) {
    return Place.entry(round.draft(), id, delivered.room(), from(delivered));
  }

  private static DeviceAddress from(Delivered delivered) {
    return new DeviceAddress(delivered.sender(), delivered.device());
  }

  private static Optional<MessageId> messageId(Delivered delivered) {
    try {
      return Optional.of(ContentCipher.messageId(delivered.body(), delivered.address()));
    } catch (RefusedException noBody) {
      return Optional.empty();
    }
  }

  private void record(Delivered delivered, String code) {
    Draft draft = round.draft();
    long sequence = Counter.QUARANTINE.next(draft);
    draft.put(
        Table.QUARANTINE,
        key(sequence),
        new ByteWriter()
            .u8(2)
            .u64(setup.now())
            .raw(delivered.sender().value()) // [I-2] Form 1 named the device alone.
            .raw(delivered.device().value())
            .raw(delivered.envelope().value())
            .prefixed(code.getBytes(StandardCharsets.UTF_8))
            .toBytes());
    if (sequence > QUARANTINE) {
      draft.delete(Table.QUARANTINE, key(sequence - QUARANTINE));
    }
  }

  private static Bytes key(long sequence) {
    return new ByteWriter().u64(sequence).toBytes();
  }
}
