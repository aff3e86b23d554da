package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;

/** Numbers that only grow, and times; 0 at first. */
public enum Counter {
  /** {@code send_counter} of the newest envelope, [F-7]. */
  SEND,
  /** Sequence of the newest entry of the outbox. */
  OUTBOX,
  /** Sequence of the newest message for the program. */
  UNHEARD,
  /** Sequence of the newest refused envelope. */
  QUARANTINE,
  /** When the mailbox was last read to its end. */
  DRAINED_AT,
  /** When the connection began in which that was so, [I-13]. */
  EMPTIED_FROM,
  /** When old records were last deleted. */
  SWEPT_AT,
  /** 1 from the commit that notices a rollback until new prekeys are published, [S-9]. */
  MENDING;

  private static final Draft.Form<Long> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Long value) {
          out.u8(1).u64(value);
        }

        @Override
        public Long read(ByteReader in) {
          in.version(1);
          return in.u64();
        }
      };

  public long get(Draft draft) {
    return draft.read(Table.ACCOUNT, key(), FORM).orElse(0L);
  }

  /** One more than ever before. */
  public long next(Draft draft) {
    return raise(draft, get(draft) + 1);
  }

  /** To at least that. */
  public long raise(Draft draft, long atLeast) {
    long value = Math.max(get(draft), atLeast);
    draft.put(Table.ACCOUNT, key(), FORM, value);
    return value;
  }

  /** A time, which goes back when the clock is put right, [S-11]. */
  public void set(Draft draft, long time) {
    draft.put(Table.ACCOUNT, key(), FORM, time);
  }

  private Bytes key() {
    return Bytes.of(("counter-" + name()).getBytes(StandardCharsets.US_ASCII));
  }
}
