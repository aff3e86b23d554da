package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.prekey.PrekeyCounters;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stored form of a pair, [S-10]. */
final class PairCodec {

  private static final String FORM = "pair";
  private static final int VERSION = 1;

  private PairCodec() {}

  static Secret encode(Pair pair) {
    ByteWriter writer = new ByteWriter().u8(VERSION);
    write(writer, pair.ours());
    write(writer, pair.theirs());
    writer
        .u32(pair.generation())
        .raw(SessionId.orZeros(pair.abandoned()))
        .u64(pair.counters().signed())
        .u64(pair.counters().lastResort())
        .u32(pair.repairs().total())
        .u8(pair.repairs().recent().size());
    pair.repairs().recent().forEach(writer::u64);
    writer.u16(pair.replays().entries().size());
    for (ReplayMemory.Entry entry : pair.replays().entries()) {
      writer.raw(entry.transcript().value()).u64(entry.forgetAt());
    }
    writer.u8(pair.sessions().all().size());
    pair.sessions().all().forEach(session -> writer.prefixed(session.encode().reveal()));
    return Secret.of(writer.toByteArray());
  }

  static Pair decode(Secret stored) {
    ByteReader reader = new ByteReader(stored.reveal(), FORM);
    reader.version(VERSION);
    DeviceAddress ours = address(reader);
    DeviceAddress theirs = address(reader);
    long generation = reader.u32();
    @Nullable SessionId abandoned = SessionId.orNone(reader.bytes(SessionId.LENGTH));
    PrekeyCounters counters = new PrekeyCounters(reader.u64(), reader.u64());
    Repairs repairs =
        new Repairs(
            reader.u32(), list(reader, reader.u8(), Limits.MAX_REPAIRS_PER_DAY, ByteReader::u64));
    ReplayMemory replays =
        new ReplayMemory(list(reader, reader.u16(), Limits.MAX_REPLAY_MEMORY, PairCodec::replay));
    Sessions sessions =
        new Sessions(
            list(
                reader,
                reader.u8(),
                Limits.MAX_SESSIONS_PER_PAIR,
                from -> RatchetSession.decode(from.prefixedSecret())));
    reader.end();
    requireDistinct(reader, sessions);
    return new Pair(ours, theirs, generation, abandoned, counters, repairs, replays, sessions);
  }

  // [S-1] And all of them distinct.
  private static void requireDistinct(ByteReader reader, Sessions sessions) {
    List<RatchetSession> all = sessions.all();
    List<RatchetSession> before = all.subList(0, Math.max(0, all.size() - 1));
    if (before.stream().anyMatch(RatchetSession::isActive)
        || all.stream().map(RatchetSession::id).distinct().count() != all.size()) {
      throw reader.refused(Fault.MALFORMED);
    }
  }

  private static void write(ByteWriter writer, DeviceAddress address) {
    writer.raw(address.account().value()).raw(address.device().value());
  }

  private static DeviceAddress address(ByteReader reader) {
    return new DeviceAddress(
        new AccountId(reader.bytes(AccountId.LENGTH)), new DeviceId(reader.bytes(DeviceId.LENGTH)));
  }

  private static ReplayMemory.Entry replay(ByteReader reader) {
    return new ReplayMemory.Entry(
        new TranscriptHash(reader.bytes(TranscriptHash.LENGTH)), reader.u64());
  }

  private static <T> List<T> list(
      ByteReader reader, int count, int limit, Function<ByteReader, T> read) {
    if (count > limit) {
      throw reader.refused(Fault.MALFORMED);
    }
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(read.apply(reader));
    }
    return list;
  }
}
