package chat.tacet.social.friendship;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.friendship.Friendships.FriendList;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/friends")
class FriendController {

  private final Friendships friendships;
  private final Accounts accounts;
  private final Transactions transactions;

  FriendController(Friendships friendships, Accounts accounts, Transactions transactions) {
    this.friendships = friendships;
    this.accounts = accounts;
    this.transactions = transactions;
  }

  @GetMapping
  Mono<FriendList> list(@AuthenticationPrincipal Caller caller) {
    return friendships.list(caller.accountId()).collectList().map(FriendList::new);
  }

  @DeleteMapping("/{accountId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> unfriend(@AuthenticationPrincipal Caller caller, @PathVariable UUID accountId) {
    return transactions.run(
        accounts
            .lockPair(caller.accountId(), accountId)
            .then(friendships.end(caller.accountId(), accountId)));
  }
}
