package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept about our own prekeys, beside their private halves.
 *
 * @param next per kind, the lowest number that no key of that kind ever had
 * @param rotations counter of the rotating ones, 0 before the first, [PK-3]
 * @param rotatedAt when they were made
 * @param retired rotating ones that were replaced, and when; their private halves wait, [PK-5]
 */
public record PrekeyState(
    Map<PrekeyKind, Long> next, long rotations, long rotatedAt, List<Retired> retired) {

  private static final Bytes KEY = Bytes.of("prekeys".getBytes(StandardCharsets.US_ASCII));
  private static final PrekeyState NONE = new PrekeyState(Map.of(), 0, 0, List.of());

  /** A rotating prekey that another has replaced. */
  public record Retired(PrekeyId id, long at) {}

  public long next(PrekeyKind kind) {
    return next.getOrDefault(kind, 0L);
  }

  public PrekeyState next(PrekeyKind kind, long number) {
    Map<PrekeyKind, Long> raised = new EnumMap<>(PrekeyKind.class);
    raised.putAll(next);
    raised.put(kind, number);
    return new PrekeyState(Map.copyOf(raised), rotations, rotatedAt, retired);
  }

  public static PrekeyState of(Draft draft) {
    return draft.read(Table.ACCOUNT, KEY, FORM).orElse(NONE);
  }

  public void put(Draft draft) {
    draft.put(Table.ACCOUNT, KEY, FORM, this);
  }

  public static Optional<OurPrekey> find(Draft draft, PrekeyId id) {
    return draft.read(Table.PREKEYS, key(id)).map(PrekeyState::prekey);
  }

  private static OurPrekey prekey(Bytes stored) {
    try {
      return OurPrekey.decode(Secret.of(stored.toArray()));
    } catch (RefusedException damaged) {
      // [V-10] Whoever named it must not seem to have sent something wrong.
      throw Vault.damaged(damaged);
    }
  }

  public static void put(Draft draft, OurPrekey prekey) {
    draft.put(Table.PREKEYS, key(prekey.id()), Bytes.of(prekey.encode().reveal()));
  }

  public static void delete(Draft draft, PrekeyId id) {
    draft.delete(Table.PREKEYS, key(id));
  }

  private static Bytes key(PrekeyId id) {
    return new ByteWriter().u8(id.kind().number()).u32(id.number()).toBytes();
  }

  private static PrekeyKind kind(ByteReader in) {
    return PrekeyKind.of(in.u8()).orElseThrow(() -> in.refused(Fault.MALFORMED));
  }

  private static final Draft.Form<PrekeyState> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, PrekeyState state) {
          out.u8(1);
          Fields.list(
              out,
              state.next.entrySet(),
              entry -> out.u8(entry.getKey().number()).u64(entry.getValue()));
          out.u64(state.rotations).u64(state.rotatedAt);
          Fields.list(
              out,
              state.retired,
              one -> out.u8(one.id.kind().number()).u32(one.id.number()).u64(one.at));
        }

        @Override
        public PrekeyState read(ByteReader in) {
          in.version(1);
          Map<PrekeyKind, Long> next = new EnumMap<>(PrekeyKind.class);
          Fields.list(in, reader -> Map.entry(kind(reader), reader.u64()))
              .forEach(entry -> next.put(entry.getKey(), entry.getValue()));
          return new PrekeyState(
              Map.copyOf(next),
              in.u64(),
              in.u64(),
              Fields.list(
                  in,
                  reader -> new Retired(new PrekeyId(kind(reader), reader.u32()), reader.u64())));
        }
      };
}
