package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.time.Duration;
import java.util.List;

/** Deletes what has had its time, once a day, a slice at a time so that nothing waits for it. */
final class Sweep {

  private static final long EVERY_MS = Duration.ofDays(1).toMillis();

  /** Longer than mail waits, so that no copy of it finds its mark gone, [V-14]. */
  private static final long MARKS_KEPT_MS = Duration.ofDays(60).toMillis();

  private static final int SLICE = 500;
  private static final long PAUSE_MS = 200;

  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final DeviceLists lists;

  Sweep(Setup setup, Round round, EngineThread engine, DeviceLists lists) {
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.lists = lists;
  }

  void begin() {
    long now = setup.now();
    // [S-11] Also if a clock that was wrong says that it is yet to come.
    if (Math.abs(now - Counter.SWEPT_AT.get(round.draft())) >= EVERY_MS) {
      Counter.SWEPT_AT.set(round.draft(), now);
      slice(Table.ENVELOPES_SEEN, Bytes.EMPTY);
      slice(Table.SEND_KEYS, Bytes.EMPTY);
      slice(Table.SENT, Bytes.EMPTY);
      slice(Table.DEVICE_LISTS, Bytes.EMPTY);
    }
    engine.after(EVERY_MS, this::begin);
  }

  private void slice(Table table, Bytes after) {
    List<Vault.Row> rows =
        round.vault().scan(table, Bytes.EMPTY, after, Vault.Order.ASCENDING, SLICE);
    for (Vault.Row row : rows) {
      switch (table) {
        case SENT -> sent(SentContent.read(row.record()));
        case DEVICE_LISTS -> Lists.accountWithFormer(row.record()).ifPresent(lists::sweep);
        default -> mark(table, row);
      }
    }
    if (rows.size() == SLICE) {
      engine.after(PAUSE_MS, () -> slice(table, rows.getLast().key()));
    }
  }

  private void mark(Table table, Vault.Row row) {
    long now = setup.now();
    long at = markedAt(table, row);
    if (now - at > MARKS_KEPT_MS) {
      round.draft().delete(table, row.key());
    } else if (at > now) {
      round.draft().put(table, row.key(), markedNow(row.record(), now)); // [S-11]
    }
  }

  private void sent(SentContent sent) {
    long now = setup.now();
    if (now - sent.at() > Limits.RESEND_MAX_AGE_MS) {
      sent.delete(round.draft());
    } else if (sent.at() > now) {
      sent.sentAt(now).put(round.draft()); // [S-11]
    }
  }

  private static Bytes markedNow(Bytes record, long now) {
    int after = 1 + Long.BYTES;
    return new ByteWriter().u8(1).u64(now).raw(record.slice(after, record.length())).toBytes();
  }

  /** Both begin with version and time. */
  private static long markedAt(Table table, Vault.Row row) {
    var reader = new ByteReader(row.record(), table.spelling());
    reader.version(1);
    return reader.u64();
  }
}
