package chat.tacet.relay.wake;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Names connections among all connections of all nodes: {@code <node>/<connection>}. It is what
 * Redis keeps beside a mailbox while a device is connected.
 */
public final class Holder {

  private static final char SEPARATOR = '/';

  private Holder() {}

  /** Names for the connections of one node. */
  public static final class Names {

    private final String node;
    private final AtomicLong next = new AtomicLong();

    /**
     * @param node unique among running nodes and their predecessors, without a slash
     */
    public Names(String node) {
      this.node = node;
    }

    /** The node itself. */
    public String node() {
      return node;
    }

    /** A name never given before. */
    public String fresh() {
      return node + SEPARATOR + next.incrementAndGet();
    }
  }

  /** The node in a name. */
  public static String nodeOf(String holder) {
    int separator = holder.indexOf(SEPARATOR);
    return separator < 0 ? holder : holder.substring(0, separator);
  }
}
