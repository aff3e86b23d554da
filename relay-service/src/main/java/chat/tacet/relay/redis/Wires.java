package chat.tacet.relay.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The ways from this node to Redis: one server, or the masters of a cluster. */
interface Wires {

  /** The wire to the server that has a key; null while it is not known or not connected. */
  @Nullable Wire to(byte[] key);

  /** Whether a wire leads to the server that has a key, even if {@link #to} names another one. */
  boolean leadsTo(Wire wire, byte[] key);

  /** A server says that it does not have a key for which it was asked. */
  void mistaken();

  /**
   * A section of {@code INFO} of every server that takes writes and answers; fails if none does.
   */
  CompletionStage<List<String>> info(String section);
}
