package chat.tacet.social.directory;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes every document again and then says that they are complete. It runs beside normal
 * publishing: both only replace older versions, so neither can undo the other.
 */
@Component
final class DirectoryRebuild {

  /** Read at once; bounds memory. */
  private static final int PAGE = 256;

  /** Documents written at the same time: leaves most of the connections to requests. */
  private static final int CONCURRENCY = 4;

  private final List<DirectorySource> sources;
  private final Projection projection;

  DirectoryRebuild(List<DirectorySource> sources, Projection projection) {
    this.sources = sources;
    this.projection = projection;
  }

  /** Completes when everything that was committed before is in Redis, marked complete. */
  Mono<Void> run() {
    return Flux.fromIterable(sources).concatMap(this::all).then(projection.markComplete());
  }

  private Mono<Void> all(DirectorySource source) {
    return page(source, "")
        .expand(ids -> ids.size() < PAGE ? Mono.empty() : page(source, ids.getLast().toString()))
        .concatMap(ids -> Flux.fromIterable(ids).flatMap(id -> write(source, id), CONCURRENCY), 1)
        .then();
  }

  private static Mono<List<UUID>> page(DirectorySource source, String after) {
    return source.subjectsAfter(after, PAGE).collectList();
  }

  private Mono<Void> write(DirectorySource source, UUID id) {
    return source
        .current(id)
        .flatMap(publication -> Mono.justOrEmpty(publication.document()))
        .flatMap(projection::write)
        .then();
  }
}
