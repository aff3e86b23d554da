package chat.tacet.auth.login;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.password.AuthenticationKeys;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.json.Base64Url;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Whether somebody knows a password. All ways to guess one come through here (but repeating a
 * sign-up, which counts the same): each try costs one from the name's and one from the address's
 * allowance, known name or not, and one Argon2id. A right answer gives back the name's, so that
 * only wrong ones count against it.
 */
@Service
public class CredentialCheck {

  private final Accounts accounts;
  private final AuthenticationKeys keys;
  private final Throttles throttles;

  CredentialCheck(Accounts accounts, AuthenticationKeys keys, Throttles throttles) {
    this.accounts = accounts;
    this.keys = keys;
    this.throttles = throttles;
  }

  /**
   * The account, if the key is right.
   *
   * <p>Ends with {@code wrong-credentials} or {@code rate-limited}.
   *
   * @param usernameKey as {@code Username.lookUpKey} makes it
   * @param address key of the client's address
   */
  public Mono<Account> require(String usernameKey, Base64Url authenticationKey, String address) {
    return Mono.defer(() -> {
      throttles.loginByAddress().take(address);
      throttles.loginByAccount().take(usernameKey);
      return accounts
          .byUsernameKey(usernameKey)
          .map(Optional::of)
          .defaultIfEmpty(Optional.empty())
          .flatMap(account -> checked(account, authenticationKey))
          .doOnNext(right -> throttles.loginByAccount().giveBack(usernameKey));
    });
  }

  /** One hash, whether there is an account or not. */
  private Mono<Account> checked(Optional<Account> account, Base64Url authenticationKey) {
    return account
        .map(found -> keys.matches(authenticationKey, found.verifier()))
        .orElseGet(() -> keys.matchesNobody(authenticationKey))
        .flatMap(
            right -> right ? Mono.justOrEmpty(account) : Mono.error(WRONG_CREDENTIALS.exception()));
  }
}
