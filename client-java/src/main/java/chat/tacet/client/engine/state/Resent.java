package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was resent in the last hour, [V-18]: kept over a restart, so that nobody gets more by
 * waiting for one.
 */
public record Resent(List<Once> times) {

  private static final long WINDOW_MS = Duration.ofHours(1).toMillis();
  private static final Bytes KEY = Bytes.of("resent".getBytes(StandardCharsets.US_ASCII));

  /** One content to one device, milliseconds. */
  public record Once(DeviceAddress device, long at) {}

  private static final Draft.Form<Resent> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Resent resent) {
          Fields.list(out.u8(1), resent.times, one -> Fields.address(out, one.device).u64(one.at));
        }

        @Override
        public Resent read(ByteReader in) {
          in.version(1);
          return new Resent(
              Fields.list(in, reader -> new Once(Fields.address(reader), reader.u64())));
        }
      };

  /** Those of the hour before now, and of one that a wrong clock says is to come, [S-11]. */
  public static Resent of(Draft draft, long now) {
    Resent all = draft.read(Table.ACCOUNT, KEY, FORM).orElseGet(() -> new Resent(List.of()));
    return new Resent(
        all.times.stream().filter(one -> Math.abs(now - one.at) <= WINDOW_MS).toList());
  }

  /** Empty if that device had as many as it may have, [C-14]. */
  public Optional<Resent> oneMoreTo(DeviceAddress device, long now) {
    long had = times.stream().filter(one -> one.device.equals(device)).count();
    if (had >= Limits.MAX_RESENDS_PER_HOUR) {
      return Optional.empty();
    }
    List<Once> more = new ArrayList<>(times);
    more.add(new Once(device, now));
    return Optional.of(new Resent(List.copyOf(more)));
  }

  /** The newest of those to that device did not leave, [PK-7]. */
  public Resent oneLessTo(DeviceAddress device) {
    List<Once> fewer = new ArrayList<>(times);
    for (int at = fewer.size() - 1; at >= 0; at--) {
      if (fewer.get(at).device.equals(device)) {
        fewer.remove(at);
        break;
      }
    }
    return new Resent(List.copyOf(fewer));
  }

  public void put(Draft draft) {
    draft.put(Table.ACCOUNT, KEY, FORM, this);
  }
}
