package chat.tacet.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The nodes of one service, asked in turn. One that could not be reached is passed over for some
 * seconds, unless there is no other.
 */
final class Nodes {

  /** A node that starts again is found soon; one that is gone costs a failed attempt so often. */
  static final Duration PASSED_OVER = Duration.ofSeconds(3);

  private final List<URI> all;
  private final LongSupplier nanoTime;
  private final AtomicInteger turn = new AtomicInteger();
  private final ConcurrentHashMap<URI, Long> failedAt = new ConcurrentHashMap<>();

  /**
   * @param all scheme, host and port of each
   * @param nanoTime {@link System#nanoTime}
   */
  Nodes(List<URI> all, LongSupplier nanoTime) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a service without nodes");
    }
    this.all = List.copyOf(all);
    this.nanoTime = nanoTime;
  }

  int count() {
    return all.size();
  }

  /** Whose turn it is. */
  URI next() {
    int first = turn.getAndIncrement();
    for (int i = 0; i < all.size(); i++) {
      URI node = all.get(Math.floorMod(first + i, all.size()));
      if (!isPassedOver(node)) {
        return node;
      }
    }
    return all.get(Math.floorMod(first, all.size()));
  }

  /** The one after a node, for what that one is too busy to take; none that is passed over. */
  Optional<URI> after(URI node) {
    int at = all.indexOf(node);
    for (int i = 1; i < all.size(); i++) {
      URI other = all.get((at + i) % all.size());
      if (!isPassedOver(other)) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  /**
   * It could not be reached, or did not answer.
   *
   * @return whether it was asked like any other until now
   */
  boolean failed(URI node) {
    boolean news = !isPassedOver(node);
    failedAt.put(node, nanoTime.getAsLong());
    return news;
  }

  private boolean isPassedOver(URI node) {
    Long since = failedAt.get(node);
    if (since == null) {
      return false;
    }
    if (nanoTime.getAsLong() - since < PASSED_OVER.toNanos()) {
      return true;
    }
    failedAt.remove(node, since);
    return false;
  }
}
