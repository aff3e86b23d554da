package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.failure.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits to hear that the relay has a message of ours. As many as the outbox holds. They hear it
 * on threads of their own: what a program does then may take its time, and call the engine.
 */
final class Promises {

  private final Round round;
  private final Map<Place, CompletableFuture<Entry>> open = new HashMap<>();

  Promises(Round round) {
    this.round = round;
  }

  /** Completed when the relay has it; fails if it never will. */
  CompletableFuture<Entry> of(Entry entry) {
    return switch (entry.state()) {
      case SENDING -> open.computeIfAbsent(place(entry), place -> new CompletableFuture<>());
      case FAILED -> CompletableFuture.failedFuture(new UsageException("it was refused before"));
      case SENT, DELIVERED, READ, RECEIVED -> CompletableFuture.completedFuture(entry);
    };
  }

  void kept(Entry entry) {
    take(entry).ifPresent(promise -> round.then(() -> elsewhere(() -> promise.complete(entry))));
  }

  void broken(Entry entry, TacetException why) {
    take(entry)
        .ifPresent(
            promise -> round.then(() -> elsewhere(() -> promise.completeExceptionally(why))));
  }

  /** The engine ends: what was not sent is sent at the next start. */
  void close() {
    open.values()
        .forEach(promise ->
            elsewhere(() -> promise.completeExceptionally(new UsageException("closed"))));
    open.clear();
  }

  private static void elsewhere(Runnable told) {
    Thread.ofVirtual().name("tacet-accepted").start(told);
  }

  private Optional<CompletableFuture<Entry>> take(Entry entry) {
    return Optional.ofNullable(open.remove(place(entry)));
  }

  private static Place place(Entry entry) {
    return new Place(entry.room(), entry.index());
  }
}
