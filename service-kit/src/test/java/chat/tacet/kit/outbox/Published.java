package chat.tacet.kit.outbox;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** What arrived at the other side, which can be away. */
final class Published implements OutboxHandler {

  /** A subject that can never be published. */
  static final String POISON = "poison";

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile boolean away;

  @Override
  public String topic() {
    return "flowers";
  }

  @Override
  public Mono<Void> publish(String subject) {
    return Mono.fromRunnable(() -> {
      attempts.incrementAndGet();
      if (away || subject.equals(POISON)) {
        throw new IllegalStateException("away");
      }
      arrived.add(subject);
    });
  }

  void away(boolean now) {
    away = now;
  }

  int attempts() {
    return attempts.get();
  }

  long times(String subject) {
    return arrived.stream().filter(subject::equals).count();
  }

  Set<String> subjects() {
    return Set.copyOf(arrived);
  }
}
