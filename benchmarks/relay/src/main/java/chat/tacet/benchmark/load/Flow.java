package chat.tacet.benchmark.load;

import chat.tacet.benchmark.dialect.Line;
import chat.tacet.benchmark.dialect.Listener;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one pair. Both ends live on the one event loop of the generator. Every server
 * here keeps the order of a pair, so the next confirmation and the next arrival are those of the
 * oldest message that has none.
 */
final class Flow {

  /** More than can be under way. */
  private static final int RING = 1 << 14;

  private final long[] begunAt = new long[RING];
  private final Histogram latency;
  private @Nullable Line sender;
  private int window;
  private boolean recipientAbsent;
  private long most = Long.MAX_VALUE;
  private long sent;
  private long confirmed;
  private long received;

  /**
   * @param latency nanoseconds from the moment a message should have left to its arrival
   */
  Flow(Histogram latency) {
    this.latency = latency;
  }

  Listener ofSender() {
    return new Listener() {
      @Override
      public void confirmed(int more) {
        confirmed += more;
        refill();
      }

      @Override
      public void received() {
        throw new IllegalStateException("nobody writes to the sender");
      }
    };
  }

  Listener ofRecipient() {
    return new Listener() {
      @Override
      public void confirmed(int more) {
        throw new IllegalStateException("the recipient writes nothing");
      }

      @Override
      public void received() {
        latency.recordValue(System.nanoTime() - begunAt[(int) (received++ % RING)]);
        refill();
      }
    };
  }

  void connect(Line line) {
    sender = line;
  }

  /**
   * From now on keeps so many messages under way, counted until they are confirmed and have
   * arrived; with 0 it stops.
   */
  void keep(int messages) {
    window = messages;
    refill();
  }

  /** Keeps so many unconfirmed until a number of messages lies there for an absent recipient. */
  void store(int messages, int unconfirmed) {
    recipientAbsent = true;
    most = sent + messages;
    keep(unconfirmed);
  }

  /** Sends one that should have left at a certain time. */
  void send(long dueNanos) {
    if (sender == null) {
      throw new IllegalStateException("the sender is not connected");
    }
    if (sent - received >= RING) {
      throw new IllegalStateException("more is under way than can be timed");
    }
    begunAt[(int) (sent++ % RING)] = dueNanos;
    sender.send();
  }

  private void refill() {
    while (underWay() < window && sent < most) {
      send(System.nanoTime());
    }
  }

  /** Messages that are not confirmed, or have not arrived. */
  long underWay() {
    return sent - (recipientAbsent ? confirmed : Math.min(confirmed, received));
  }

  long sent() {
    return sent;
  }

  long confirmed() {
    return confirmed;
  }

  long received() {
    return received;
  }
}
