package chat.tacet.social.directory;

import chat.tacet.kit.outbox.OutboxHandler;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Publishes what one source has. */
final class DirectoryHandler implements OutboxHandler {

  private final DirectorySource source;
  private final Projection projection;

  DirectoryHandler(DirectorySource source, Projection projection) {
    this.source = source;
    this.projection = projection;
  }

  @Override
  public String topic() {
    return source.topic().name();
  }

  /** First the document, then the notice: who refetches because of it must find the new state. */
  @Override
  public Mono<Void> publish(String subject) {
    return source
        .current(UUID.fromString(subject))
        .flatMap(publication ->
            Mono.justOrEmpty(publication.document())
                .flatMap(projection::write)
                .then(projection.announce(source.topic(), publication)));
  }
}
