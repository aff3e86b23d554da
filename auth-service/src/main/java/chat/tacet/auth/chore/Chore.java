package chat.tacet.auth.chore;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Work that is done when the service starts and again and again after that. Several processes may
 * do the same at once, so it must be repeatable.
 *
 * @param name for the log
 * @param every pause between two runs, also the longest a run may take
 * @param work one run
 */
public record Chore(String name, Duration every, Mono<Void> work) {}
