package chat.tacet.social.room;

import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells the devices of somebody who is no longer in a group that their rooms changed. */
@Component
final class RoomsLeft implements DirectorySource {

  @Override
  public Topic topic() {
    return Topic.ROOMS_LEFT;
  }

  @Override
  public Mono<Publication> current(UUID accountId) {
    return Mono.just(Publication.notice(List.of(accountId), Optional.empty()));
  }
}
