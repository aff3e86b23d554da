package chat.tacet.social.directory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * The current state of something that changed, and who is told.
 *
 * @param document what relays need to know of it; empty when they only pass on the notice
 * @param audience accounts whose devices refetch
 * @param subject what they refetch, when there is one thing
 */
public record Publication(
    Optional<DirectoryDocument> document, Mono<List<UUID>> audience, Optional<UUID> subject) {

  /** A document, and the accounts that are told of it. */
  public static Publication of(
      DirectoryDocument document, Collection<UUID> audience, UUID subject) {
    return of(document, Mono.just(List.copyOf(audience)), subject);
  }

  /** The same with an audience that is looked up only where somebody is told. */
  public static Publication of(
      DirectoryDocument document, Mono<List<UUID>> audience, UUID subject) {
    return new Publication(Optional.of(document), audience, Optional.of(subject));
  }

  /** Only a notice. */
  public static Publication notice(Collection<UUID> audience, Optional<UUID> subject) {
    return new Publication(Optional.empty(), Mono.just(List.copyOf(audience)), subject);
  }
}
