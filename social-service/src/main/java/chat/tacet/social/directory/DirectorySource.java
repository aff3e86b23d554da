package chat.tacet.social.directory;

import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A feature's side of the directory: reads the current state of one kind of thing. */
public interface DirectorySource {

  /** What kind it is; each has one source. */
  Topic topic();

  /** The current, whole, committed state; empty if there is nothing to publish any more. */
  Mono<Publication> current(UUID subject);

  /**
   * Ids of everything that has a document, ascending by their text, after the given one; the
   * smallest ones if it is empty. Kinds without documents have none.
   */
  default Flux<UUID> subjectsAfter(String lastId, int limit) {
    return Flux.empty();
  }
}
