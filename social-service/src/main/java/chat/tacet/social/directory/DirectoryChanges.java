package chat.tacet.social.directory;

import chat.tacet.kit.outbox.Outbox;
import chat.tacet.kit.outbox.OutboxEntry;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where features say, inside the transaction of the change, what changed. */
@Component
public final class DirectoryChanges {

  private final Outbox outbox;

  DirectoryChanges(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Writes down that this changed; it is published after the transaction committed. */
  public Mono<Void> changed(Topic topic, UUID subject) {
    return outbox.append(new OutboxEntry(topic.name(), subject.toString()));
  }

  /** The same for several subjects. */
  public Mono<Void> changed(Topic topic, Collection<UUID> subjects) {
    return Flux.fromIterable(subjects).concatMap(subject -> changed(topic, subject)).then();
  }
}
