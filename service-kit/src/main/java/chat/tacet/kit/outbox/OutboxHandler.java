package chat.tacet.kit.outbox;

import reactor.core.publisher.Mono;

/** Publishes the entries of one topic. */
public interface OutboxHandler {

  /** The topic of the entries that this handler publishes. */
  String topic();

  /**
   * Publishes the current state of a subject. Called after the change was committed, at least once
   * per entry, possibly by several publishers at the same time; so it must be repeatable, and
   * whatever it writes must let newer state win.
   *
   * @return completes once published durably; an error means: try again later
   */
  Mono<Void> publish(String subject);
}
