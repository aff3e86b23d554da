package chat.tacet.auth.login;

import static chat.tacet.auth.login.LoginProblems.ACCOUNT_SUSPENDED;
import static chat.tacet.auth.login.LoginProblems.DEVICE_TAKEN;
import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.revocation.Revocations;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.revocation.Revocation;
import chat.tacet.kit.token.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Beginning and ending login sessions; every end is revoked in the same transaction. */
@Service
public class LoginSessions {

  /** As long as the cookie lives; longer than mail waits (45 days). */
  static final Duration MAX_IDLE = Duration.ofDays(60);

  /** More than anybody has browsers; the least recently used gives way to a new one. */
  static final int MAX_PER_ACCOUNT = 32;

  private static final int SWEEP = 200;

  private final LoginSessionTable table;
  private final KnownDevices devices;
  private final Accounts accounts;
  private final List<EndsWithLogins> others;
  private final Revocations revocations;
  private final Transactions transactions;
  private final Clock clock;

  LoginSessions(
      LoginSessionTable table,
      KnownDevices devices,
      Accounts accounts,
      List<EndsWithLogins> others,
      Revocations revocations,
      Transactions transactions,
      Clock clock) {
    this.table = table;
    this.devices = devices;
    this.accounts = accounts;
    this.others = others;
    this.revocations = revocations;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Begins one. A device has one at a time, so older ones of the same device end. The device is
   * known by its token from then on.
   *
   * <p>Ends with {@code device-taken} if the device id belongs to another account, with {@code
   * account-suspended} if it is, and with {@code wrong-credentials} if the account was suspended,
   * got another password or an end since it was checked: a login that began before must not outlive
   * it.
   */
  Mono<LoginSession> begin(
      Account checked, UUID deviceId, String userAgent, RefreshToken token, DeviceToken device) {
    UUID accountId = checked.id();
    Instant now = clock.instant();
    var exchange = new LoginSession.Exchange(token.secretHash(), null, null, now);
    var session =
        new LoginSession(UUID.randomUUID(), accountId, deviceId, userAgent, now, now, exchange);
    if (checked.suspended()) {
      return Mono.error(ACCOUNT_SUSPENDED.exception());
    }
    Mono<LoginSession> change =
        accounts
            .lockIfUnchanged(checked)
            .filter(unchanged -> unchanged)
            .switchIfEmpty(Mono.error(WRONG_CREDENTIALS.exception()))
            .flatMap(unchanged -> table.ownerOfDevice(deviceId, accountId))
            .flatMap(owner ->
                owner.equals(accountId)
                    ? makeRoom(accountId, deviceId)
                        .then(table.insert(session, token.familyHash()))
                        .then(devices.remember(accountId, deviceId, device, now))
                        .thenReturn(session)
                    : Mono.error(DEVICE_TAKEN.exception()));
    return transactions.run(change);
  }

  private Mono<Void> makeRoom(UUID accountId, UUID deviceId) {
    return table
        .ofAccount(accountId)
        .collectList()
        .flatMapIterable(all ->
            all.stream()
                .filter(session ->
                    session.deviceId().equals(deviceId)
                        || all.indexOf(session) >= MAX_PER_ACCOUNT - 1)
                .toList())
        .concatMap(session -> endNow(accountId, session.id()))
        .then();
  }

  /** All of an account, the most recently used first. */
  Flux<LoginSession> ofAccount(UUID accountId) {
    return table.ofAccount(accountId);
  }

  /**
   * Ends one of an account's.
   *
   * @return whether there was one
   */
  Mono<Boolean> end(UUID accountId, UUID loginSessionId) {
    return transactions.run(endNow(accountId, loginSessionId));
  }

  /**
   * Ends one of the caller's account, whose device is a stranger again.
   *
   * @return whether there was one
   */
  Mono<Boolean> expel(Caller caller, UUID loginSessionId) {
    return transactions.run(
        accounts
            .lock(caller.accountId())
            .then(endWhatBelongsTo(caller.accountId(), loginSessionId))
            .then(devices.forgetDeviceOf(caller.accountId(), loginSessionId))
            .then(endNow(caller.accountId(), loginSessionId)));
  }

  /** Ends all of the caller's account; only the caller's device is still known. */
  Mono<Void> endAll(Caller caller) {
    return transactions.run(
        accounts
            .lock(caller.accountId())
            .then(endWhere(caller.accountId(), session -> true))
            .then(endAllOthers(caller.accountId()))
            .then(devices.forgetOthers(caller.accountId(), caller.deviceId())));
  }

  /**
   * Ends all of an account and its personal tokens, in the transaction under way; none of its
   * devices is known then.
   */
  public Mono<Void> endAllOf(UUID accountId) {
    return accounts
        .lock(accountId)
        .then(endWhere(accountId, session -> true))
        .then(endAllOthers(accountId))
        .then(devices.forgetAll(accountId));
  }

  /** The same but for the caller's own, in the transaction under way. */
  public Mono<Void> endOthers(Caller caller) {
    return endWhere(caller.accountId(), session -> !session.id().equals(caller.loginSessionId()))
        .then(endAllOthers(caller.accountId()))
        .then(devices.forgetOthers(caller.accountId(), caller.deviceId()));
  }

  /** Ends those that nobody used for too long; some at a time. */
  Mono<Void> endIdle() {
    return table
        .unusedSince(clock.instant().minus(MAX_IDLE), SWEEP)
        .collectList()
        .flatMapIterable(idle -> idle)
        .concatMap(session -> end(session.accountId(), session.id()))
        .then();
  }

  private Mono<Void> endAllOthers(UUID accountId) {
    return Flux.fromIterable(others).concatMap(other -> other.endAll(accountId)).then();
  }

  private Mono<Void> endWhatBelongsTo(UUID accountId, UUID loginSessionId) {
    return table
        .ofAccount(accountId)
        .filter(session -> session.id().equals(loginSessionId))
        .collectList()
        .flatMapIterable(found -> found)
        .flatMap(session ->
            Flux.fromIterable(others)
                .concatMap(other -> other.endOfDevice(accountId, session.deviceId())))
        .then();
  }

  private Mono<Void> endWhere(UUID accountId, Predicate<LoginSession> which) {
    return table
        .ofAccount(accountId)
        .filter(which)
        .collectList()
        .flatMapIterable(found -> found)
        .concatMap(session -> endNow(accountId, session.id()))
        .then();
  }

  private Mono<Boolean> endNow(UUID accountId, UUID loginSessionId) {
    return table
        .delete(accountId, loginSessionId)
        .flatMap(ended ->
            ended
                ? revocations
                    .revoke(new Revocation(Revocation.Kind.SID, loginSessionId))
                    .thenReturn(true)
                : Mono.just(false));
  }
}
