package chat.tacet.social.profile;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.account.AccountContent;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes profiles, and takes them away with their account. */
@Component
final class ProfileEditing implements AccountContent {

  /** A deleted account's name is free again here about a second after it is at the auth service. */
  private static final Duration NAME_FREED_WITHIN = Duration.ofSeconds(2);

  private final Profiles profiles;
  private final Accounts accounts;
  private final DirectoryChanges changes;
  private final Throttle throttle;
  private final Transactions transactions;

  ProfileEditing(
      Profiles profiles,
      Accounts accounts,
      DirectoryChanges changes,
      Throttle throttle,
      Transactions transactions) {
    this.profiles = profiles;
    this.accounts = accounts;
    this.changes = changes;
    this.throttle = throttle;
    this.transactions = transactions;
  }

  /** Stores what the caller says about themselves; the username is the token's. */
  Mono<User> put(Caller caller, ProfileRequest.ProfileTexts texts) {
    var key = Username.key(caller.username()).orElseThrow(FORBIDDEN::exception);
    var user =
        new User(
            caller.accountId(),
            caller.username(),
            texts.firstName(),
            texts.lastName(),
            texts.about());
    return transactions
        .run(
            accounts
                .openAndLock(user.accountId())
                .then(profiles.byId(user.accountId()))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(stored -> put(user, key, stored)))
        .onErrorMap(
            DataIntegrityViolationException.class,
            _ -> CONFLICT.exception().withRetryAfter(NAME_FREED_WITHIN));
  }

  private Mono<User> put(User user, String key, Optional<User> stored) {
    if (stored.filter(user::equals).isPresent()) {
      return Mono.just(user);
    }
    // With the first profile comes the account's own room.
    var ownRoom =
        stored.isEmpty() ? changes.changed(Topic.OWN_ROOMS, user.accountId()) : Mono.<Void>empty();
    var saved =
        profiles
            .save(user, key)
            .then(changes.changed(Topic.PROFILES, user.accountId()))
            .then(ownRoom)
            .thenReturn(user);
    // Here, so that nobody counts who says the same again.
    return throttle.requireFor(saved, Rule.PROFILES, user.accountId());
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return profiles.delete(accountId);
  }
}
