package chat.tacet.social.friendship;

import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.room.Fellows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Changes that people refetch and relays need no document of. */
@Configuration(proxyBeanMethods = false)
class FriendNotices {

  /** The subject of such a change is the account whose list of requests it is in. */
  @Bean
  DirectorySource friendRequestNotices() {
    return notices(
        Topic.FRIEND_REQUESTS,
        accountId -> Mono.just(Publication.notice(List.of(accountId), Optional.empty())));
  }

  /** A profile is shown to friends and fellows, and on the person's own other devices. */
  @Bean
  DirectorySource profileNotices(Friendships friendships, Fellows fellows) {
    return notices(
        Topic.PROFILES,
        accountId ->
            friendships
                .idsOfFriends(accountId)
                .concatWith(fellows.idsOfTold(accountId))
                .concatWithValues(accountId)
                .distinct()
                .collectList()
                .map(audience -> Publication.notice(audience, Optional.of(accountId))));
  }

  private static DirectorySource notices(Topic topic, Notices notices) {
    return new DirectorySource() {
      @Override
      public Topic topic() {
        return topic;
      }

      @Override
      public Mono<Publication> current(UUID subject) {
        return notices.of(subject);
      }
    };
  }

  @FunctionalInterface
  private interface Notices {
    Mono<Publication> of(UUID subject);
  }
}
