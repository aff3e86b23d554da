package chat.tacet.auth.login;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.KnownDevices.KnownDevice;
import chat.tacet.auth.password.AuthenticationKeys;
import chat.tacet.auth.throttle.Throttle;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.token.Caller;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Whether somebody knows a password. All ways to guess one come through here (but repeating a
 * sign-up, which counts as a stranger's try): each try costs one from the address's allowance, one
 * from the allowance below, and one Argon2id. The allowance gets back what was answered right, or
 * could not be hashed since too many waited: only wrong ones count against it.
 *
 * <p>Strangers share one allowance per name, known name or not. A device that somebody signed in on
 * has its own, so that strangers who use up theirs do not keep out the owner.
 */
@Service
public class CredentialCheck {

  private final Accounts accounts;
  private final KnownDevices devices;
  private final AuthenticationKeys keys;
  private final Throttles throttles;

  CredentialCheck(
      Accounts accounts, KnownDevices devices, AuthenticationKeys keys, Throttles throttles) {
    this.accounts = accounts;
    this.devices = devices;
    this.keys = keys;
    this.throttles = throttles;
  }

  /**
   * The account, if the key is right.
   *
   * <p>Ends with {@code wrong-credentials} or {@code rate-limited}.
   *
   * @param usernameKey as {@code Username.lookUpKey} makes it
   * @param device what the device shows
   * @param address key of the client's address
   */
  Mono<Account> require(
      String usernameKey,
      Base64Url authenticationKey,
      Optional<DeviceToken> device,
      String address) {
    return Mono.defer(() -> {
      throttles.loginByAddress().take(address);
      return allowance(usernameKey, device)
          .flatMap(allowance ->
              allowance.spend(
                  accounts
                      .byUsernameKey(usernameKey)
                      .map(Optional::of)
                      .defaultIfEmpty(Optional.empty())
                      .flatMap(account -> checked(account, authenticationKey))));
    });
  }

  /**
   * The same, once more, of somebody who is signed in.
   *
   * @param account the caller's
   */
  public Mono<Account> requireAgain(
      Account account, Base64Url authenticationKey, Caller caller, String address) {
    return Mono.defer(() -> {
      throttles.loginByAddress().take(address);
      return ofDevice(caller.deviceId()).spend(checked(Optional.of(account), authenticationKey));
    });
  }

  /** A token counts for the account that was signed in to with it, and for no other. */
  private Mono<Allowance> allowance(String usernameKey, Optional<DeviceToken> device) {
    return Mono.justOrEmpty(device)
        .flatMap(devices::byToken)
        .filterWhen(known -> isNamed(known, usernameKey))
        .map(known -> ofDevice(known.deviceId()))
        .defaultIfEmpty(new Allowance(throttles.loginByAccount(), usernameKey));
  }

  private Mono<Boolean> isNamed(KnownDevice known, String usernameKey) {
    return accounts
        .byUsernameKey(usernameKey)
        .map(account -> account.id().equals(known.accountId()));
  }

  private Allowance ofDevice(UUID deviceId) {
    return new Allowance(throttles.loginByDevice(), deviceId.toString());
  }

  /** One hash, whether there is an account or not. */
  private Mono<Account> checked(Optional<Account> account, Base64Url authenticationKey) {
    return account
        .map(found -> keys.matches(authenticationKey, found.verifier()))
        .orElseGet(() -> keys.matchesNobody(authenticationKey))
        .flatMap(
            right -> right ? Mono.justOrEmpty(account) : Mono.error(WRONG_CREDENTIALS.exception()));
  }

  private record Allowance(Throttle throttle, String key) {

    Mono<Account> spend(Mono<Account> check) {
      return throttle.spend(key, check);
    }
  }
}
