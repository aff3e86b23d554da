package chat.tacet.social.friendship;

import chat.tacet.social.account.AccountContent;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import java.util.UUID;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * An account that ends takes its friendships and requests with it. Before anything else does: it
 * locks the friends' accounts, and accounts are locked before groups everywhere.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FriendshipContent implements AccountContent {

  private final Friendships friendships;
  private final FriendRequestTable requests;
  private final DirectoryChanges changes;

  FriendshipContent(
      Friendships friendships, FriendRequestTable requests, DirectoryChanges changes) {
    this.friendships = friendships;
    this.requests = requests;
    this.changes = changes;
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return requests
        .deleteAll(accountId)
        .concatMap(other -> changes.changed(Topic.FRIEND_REQUESTS, other))
        .then(friendships.endAll(accountId));
  }
}
