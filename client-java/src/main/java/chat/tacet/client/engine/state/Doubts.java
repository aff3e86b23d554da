package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Alarms about lists that stand in a conversation: nothing is encrypted there while one does,
 * [C-16].
 *
 * @param refused the code with which the other person's newest list was refused, if it was
 * @param told what devices told that is not, or not yet, what is known here
 */
public record Doubts(RoomId room, @Nullable String refused, List<Told> told) {

  private static final int HASH_LENGTH = 32;

  /**
   * Of one device and one account only the newest counts, so this is never reached by honest ones.
   */
  private static final int MAX_TOLD = 64;

  /**
   * A device encrypted for a version of a list that is not the one known here.
   *
   * @param by who told it
   * @param about whose list
   * @param alarmed whether the conversation says so; until then the service is yet to be asked
   */
  public record Told(DeviceAddress by, AccountId about, long version, Bytes hash, boolean alarmed) {

    public Told as(boolean nowAlarmed) {
      return new Told(by, about, version, hash, nowAlarmed);
    }

    /** Of one device and one account only one counts. */
    private boolean isBeside(Told other) {
      return by.equals(other.by) && about.equals(other.about);
    }
  }

  public boolean stand() {
    return refused != null || !told.isEmpty();
  }

  public Doubts refused(@Nullable String code) {
    return new Doubts(room, code, told);
  }

  /** What the same device told of the same account before. */
  public Optional<Told> before(Told more) {
    return told.stream().filter(more::isBeside).findAny();
  }

  public Doubts with(Told more) {
    List<Told> all = new ArrayList<>(told);
    all.removeIf(more::isBeside);
    if (all.size() < MAX_TOLD) {
      all.add(more);
    }
    return new Doubts(room, refused, List.copyOf(all));
  }

  public Doubts without(Predicate<Told> settled) {
    return new Doubts(room, refused, told.stream().filter(settled.negate()).toList());
  }

  public static Doubts of(Draft draft, RoomId room) {
    return draft
        .read(Table.DOUBTS, key(draft, room), FORM)
        .orElseGet(() -> new Doubts(room, null, List.of()));
  }

  public static List<Doubts> all(Vault vault, int limit) {
    return vault.scan(Table.DOUBTS, Bytes.EMPTY, Vault.Order.ASCENDING, limit).stream()
        .map(row -> Draft.Form.read(FORM, Table.DOUBTS, row.record()))
        .toList();
  }

  public void put(Draft draft) {
    if (stand()) {
      draft.put(Table.DOUBTS, key(draft, room), FORM, this);
    } else {
      draft.delete(Table.DOUBTS, key(draft, room));
    }
  }

  private static Bytes key(Draft draft, RoomId room) {
    return draft.tag(Table.DOUBTS, room.value());
  }

  private static final Draft.Form<Doubts> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Doubts doubts) {
          out.u8(2).raw(doubts.room.value());
          out.optional(doubts.refused, code -> Fields.text(out, code));
          Fields.list(
              out,
              doubts.told,
              one ->
                  Fields.address(out, one.by)
                      .raw(one.about.value())
                      .u64(one.version)
                      .raw(one.hash)
                      .flag(one.alarmed));
        }

        @Override
        public Doubts read(ByteReader in) {
          // Of form 1 all had been asked about.
          boolean saysWhether = in.version(1, 2) == 2;
          return new Doubts(
              Fields.room(in),
              in.optional(Fields::text),
              Fields.list(
                  in,
                  reader ->
                      new Told(
                          Fields.address(reader),
                          Fields.account(reader),
                          reader.u64(),
                          reader.bytes(HASH_LENGTH),
                          !saysWhether || reader.flag())));
        }
      };
}
