package chat.tacet.auth.chore;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Work that is done when the service starts and again and again after that. Several processes may
 * do the same at once, so it must be repeatable.
 *
 * @param name for the log
 * @param every from the start of one run to the start of the next
 * @param work one run
 */
public record Chore(String name, Duration every, Mono<Void> work) {}
