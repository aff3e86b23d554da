package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stored form of a ratchet session, [R-10]. */
final class SessionCodec {

  private static final String FORM = "ratchet-session";
  private static final int BEFORE_POST_QUANTUM = 1;
  private static final int VERSION = 2;
  private static final int KEY_LENGTH = 32;

  private static final int IDLE = 0;
  private static final int OFFERING = 1;
  private static final int AGREED = 2;
  private static final int ANSWERING = 3;

  private SessionCodec() {}

  static Secret encode(RatchetSession session) {
    SessionFacts facts = session.facts();
    RatchetState state = session.state();
    ByteWriter writer = new ByteWriter();
    writer
        .u8(VERSION)
        .suite()
        .raw(facts.transcript().value())
        .flag(facts.weInitiated())
        .u32(facts.generation())
        .u64(facts.createdAt())
        .raw(SessionId.orZeros(facts.replaces()))
        .optional(session.supersededAt(), writer::u64)
        .optional(session.handshake(), writer::raw)
        .raw(state.root().value())
        .raw(state.theirs().newest().key().value())
        .optional(state.sending(), chain -> write(writer, chain))
        .u32(state.previous())
        .optional(receiving(state.theirs()), chain -> write(writer, chain))
        .u8(state.former().size());
    state.former().forEach(key -> writer.raw(key.key().value()));
    writer.u16(state.skipped().size());
    for (SkippedKey skipped : state.skipped()) {
      writer.raw(skipped.chain().key().value()).u32(skipped.number()).raw(skipped.key().value());
    }
    writer.raw(session.ourTyping().value()).raw(session.theirTyping().value());
    write(writer, state.postQuantum());
    return Secret.of(writer.toByteArray());
  }

  static RatchetSession decode(Secret stored) {
    ByteReader reader = new ByteReader(stored.reveal(), FORM);
    int version = reader.version(BEFORE_POST_QUANTUM, VERSION);
    reader.suite();
    TranscriptHash transcript = new TranscriptHash(reader.bytes(TranscriptHash.LENGTH));
    SessionFacts facts =
        new SessionFacts(
            transcript,
            reader.flag(),
            reader.u32(),
            reader.u64(),
            SessionId.orNone(reader.bytes(SessionId.LENGTH)));
    Long supersededAt = reader.optional(ByteReader::u64);
    Bytes handshake = reader.optional(from -> from.bytes(Frame.HANDSHAKE_LENGTH));
    RootKey root = new RootKey(reader.secret(KEY_LENGTH));
    TheirRatchetKey theirNewest = theirKey(reader);
    SendingChain sending = reader.optional(SessionCodec::sendingChain);
    long previous = reader.u32();
    ReceivingChain receiving = reader.optional(SessionCodec::receivingChain);
    List<TheirRatchetKey> former =
        list(reader, reader.u8(), Limits.MAX_RECEIVING_CHAINS - 1, SessionCodec::theirKey);
    List<SkippedKey> skipped =
        list(reader, reader.u16(), Limits.MAX_SKIPPED_PER_SESSION, SessionCodec::skippedKey);
    OurTypingKey ourTyping = new OurTypingKey(reader.secret(KEY_LENGTH));
    TheirTypingKey theirTyping = new TheirTypingKey(reader.secret(KEY_LENGTH));
    PostQuantum postQuantum =
        version == BEFORE_POST_QUANTUM ? PostQuantum.begin(facts.createdAt()) : step(reader);
    reader.end();
    boolean fresh = previous == 0 && former.isEmpty() && skipped.isEmpty() && sending != null;
    Theirs theirs = theirs(reader, facts, theirNewest, handshake, receiving, fresh);
    if (!postQuantum.isInTurn(facts.weInitiated())) {
      throw reader.refused(Fault.MALFORMED);
    }
    RatchetState state =
        new RatchetState(root, theirs, sending, previous, former, skipped, postQuantum);
    return new RatchetSession(facts, supersededAt, state, ourTyping, theirTyping);
  }

  /** The handshake is there exactly while nothing was read in a session we began. */
  private static Theirs theirs(
      ByteReader reader,
      SessionFacts facts,
      TheirRatchetKey newest,
      @Nullable Bytes handshake,
      @Nullable ReceivingChain receiving,
      boolean fresh) {
    if (handshake != null && receiving == null && facts.weInitiated() && fresh) {
      return new Theirs.Unheard(newest.key(), handshake);
    }
    if (handshake == null && receiving != null && receiving.key().equals(newest)) {
      return new Theirs.Heard(receiving);
    }
    throw reader.refused(Fault.MALFORMED);
  }

  private static @Nullable ReceivingChain receiving(Theirs theirs) {
    return theirs instanceof Theirs.Heard(ReceivingChain chain) ? chain : null;
  }

  private static void write(ByteWriter writer, SendingChain chain) {
    X25519KeyPair keys = chain.key().keys();
    writer
        .raw(keys.publicKey().value())
        .raw(keys.seed())
        .raw(chain.chainKey().value())
        .u32(chain.next());
  }

  private static void write(ByteWriter writer, ReceivingChain chain) {
    writer.raw(chain.key().key().value()).raw(chain.chainKey().value()).u32(chain.next());
  }

  private static void write(ByteWriter writer, PostQuantum postQuantum) {
    writer.u32(postQuantum.epoch()).u8(postQuantum.messages()).u64(postQuantum.since());
    switch (postQuantum.step()) {
      case PostQuantumStep.Idle _ -> writer.u8(IDLE);
      case PostQuantumStep.Offering(MlKemKeyPair keys, int untilCarried) ->
          writer.u8(OFFERING).raw(keys.seed()).raw(keys.publicKey().value()).u8(untilCarried);
      case PostQuantumStep.Agreed(AgreedSecret secret) ->
          writer.u8(AGREED).raw(secret.secret()).raw(secret.exchange());
      case PostQuantumStep.Answering(
              MlKemCiphertext answer,
              AgreedSecret secret,
              int untilCarried) ->
          writer
              .u8(ANSWERING)
              .raw(answer.value())
              .raw(secret.secret())
              .raw(secret.exchange())
              .u8(untilCarried);
    }
  }

  private static PostQuantum step(ByteReader reader) {
    long epoch = reader.u32();
    int messages = atMost(reader, reader.u8(), Limits.POST_QUANTUM_AFTER_MESSAGES);
    long since = reader.u64();
    PostQuantumStep step =
        switch (reader.u8()) {
          case IDLE -> new PostQuantumStep.Idle();
          case OFFERING -> offering(reader);
          case AGREED -> new PostQuantumStep.Agreed(agreedSecret(reader));
          case ANSWERING ->
              new PostQuantumStep.Answering(
                  new MlKemCiphertext(reader.bytes(MlKemCiphertext.LENGTH)),
                  agreedSecret(reader),
                  untilCarried(reader));
          default -> throw reader.refused(Fault.MALFORMED);
        };
    return new PostQuantum(epoch, messages, since, step);
  }

  private static PostQuantumStep offering(ByteReader reader) {
    Secret seed = reader.secret(MlKemKeyPair.SEED_LENGTH);
    MlKemPublicKey offered = new MlKemPublicKey(reader.bytes(MlKemPublicKey.LENGTH));
    return new PostQuantumStep.Offering(new MlKemKeyPair(offered, seed), untilCarried(reader));
  }

  private static AgreedSecret agreedSecret(ByteReader reader) {
    return new AgreedSecret(reader.secret(AgreedSecret.LENGTH), reader.bytes(AgreedSecret.LENGTH));
  }

  private static int untilCarried(ByteReader reader) {
    return atMost(reader, reader.u8(), Limits.POST_QUANTUM_REPEAT_EVERY - 1);
  }

  private static SendingChain sendingChain(ByteReader reader) {
    X25519PublicKey publicKey = new X25519PublicKey(reader.bytes(X25519PublicKey.LENGTH));
    return new SendingChain(
        new OurRatchetKey(new X25519KeyPair(publicKey, reader.secret(KEY_LENGTH))),
        new SendingChainKey(reader.secret(KEY_LENGTH)),
        reader.u32());
  }

  private static ReceivingChain receivingChain(ByteReader reader) {
    return new ReceivingChain(
        theirKey(reader), new ReceivingChainKey(reader.secret(KEY_LENGTH)), reader.u32());
  }

  private static SkippedKey skippedKey(ByteReader reader) {
    return new SkippedKey(
        theirKey(reader), reader.u32(), new MessageKey(reader.secret(KEY_LENGTH)));
  }

  private static TheirRatchetKey theirKey(ByteReader reader) {
    return new TheirRatchetKey(new X25519PublicKey(reader.bytes(X25519PublicKey.LENGTH)));
  }

  private static <T> List<T> list(
      ByteReader reader, int count, int limit, Function<ByteReader, T> read) {
    atMost(reader, count, limit);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(read.apply(reader));
    }
    return list;
  }

  private static int atMost(ByteReader reader, int value, int limit) {
    if (value > limit) {
      throw reader.refused(Fault.MALFORMED);
    }
    return value;
  }
}
