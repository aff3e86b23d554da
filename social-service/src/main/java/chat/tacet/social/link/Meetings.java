package chat.tacet.social.link;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.social.link.LinkProblems.NUMBERS_DIFFER;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.account.AccountContent;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.device.Devices;
import java.util.Arrays;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Opens and closes meetings, and takes what the two sides put [D-2]. Everything may be repeated.
 */
@Component
final class Meetings implements AccountContent {

  private final LinkTable table;
  private final Accounts accounts;
  private final Devices devices;
  private final LinkProperties properties;
  private final Transactions transactions;
  private final News news;

  Meetings(
      LinkTable table,
      Accounts accounts,
      Devices devices,
      LinkProperties properties,
      Transactions transactions,
      News news) {
    this.table = table;
    this.accounts = accounts;
    this.devices = devices;
    this.properties = properties;
    this.transactions = transactions;
    this.news = news;
  }

  /** Only a device that the newest list names can let another one in. */
  Mono<Void> open(Caller caller, UUID linkId) {
    var opener = caller.loginSessionId();
    return transactions.run(
        accounts
            .requireLock(caller.accountId())
            .then(Mono.defer(() -> isListed(caller)))
            .filter(listed -> listed)
            .switchIfEmpty(Mono.error(FORBIDDEN::exception))
            .flatMap(_ -> table.find(caller.accountId(), linkId))
            .map(meeting -> meeting.opener().equals(opener))
            .switchIfEmpty(
                table
                    .replace(caller.accountId(), linkId, opener, properties.lifetime())
                    .thenReturn(true))
            .filter(own -> own)
            .switchIfEmpty(Mono.error(CONFLICT::exception))
            .then());
  }

  /**
   * Either side ends it for both; nobody else.
   *
   * @param numbersDiffer the other side is told that this is why
   */
  Mono<Void> close(Caller caller, UUID linkId, boolean numbersDiffer) {
    return transactions
        .run(
            accounts
                .requireLock(caller.accountId())
                .then(Mono.defer(() -> table.find(caller.accountId(), linkId)))
                .flatMap(meeting ->
                    meeting.sideOf(caller.loginSessionId()).isPresent()
                        ? end(caller.accountId(), linkId, numbersDiffer)
                        : Mono.error(FORBIDDEN.exception())))
        .doOnSuccess(_ -> news.of(caller.accountId()));
  }

  private Mono<Void> end(UUID accountId, UUID linkId, boolean numbersDiffer) {
    return numbersDiffer
        ? table.endSinceNumbersDiffer(accountId, linkId)
        : table.delete(accountId, linkId);
  }

  /** Stores the message of this number, once. */
  Mono<Void> put(Caller caller, UUID linkId, int number, LinkMessage message) {
    return transactions
        .run(
            accounts
                .requireLock(caller.accountId())
                .then(Mono.defer(() -> table.find(caller.accountId(), linkId)))
                .switchIfEmpty(Mono.error(NOT_FOUND::exception))
                .filter(meeting -> !meeting.numbersDiffer())
                .switchIfEmpty(Mono.error(NUMBERS_DIFFER::exception))
                .flatMap(meeting -> requireTurn(caller, meeting, number).thenReturn(meeting))
                .flatMap(_ -> store(caller.accountId(), number, message)))
        // Committed: whoever looks now finds it.
        .doOnSuccess(_ -> news.of(caller.accountId()));
  }

  private Mono<Void> requireTurn(Caller caller, Meeting meeting, int number) {
    boolean isOpener = meeting.opener().equals(caller.loginSessionId());
    if (isOpener != (Side.ofMessage(number) == Side.OPENER)) {
      return Mono.error(FORBIDDEN.exception());
    }
    if (isOpener || meeting.sideOf(caller.loginSessionId()).isPresent()) {
      return Mono.empty();
    }
    // Who came first stays the guest: a second one may be somebody who saw the code.
    return number == 1 && meeting.guest().isEmpty()
        ? admit(caller)
        : Mono.error(CONFLICT.exception());
  }

  /** A device that is in the list already needs no linking. */
  private Mono<Void> admit(Caller caller) {
    return isListed(caller)
        .flatMap(listed ->
            listed
                ? Mono.error(FORBIDDEN.exception())
                : table.setGuest(caller.accountId(), caller.loginSessionId()));
  }

  private Mono<Void> store(UUID accountId, int number, LinkMessage message) {
    return table
        .message(accountId, number)
        .map(stored -> Arrays.equals(stored.sealed(), message.sealed()))
        .switchIfEmpty(table.insert(accountId, number, message).thenReturn(true))
        .filter(same -> same)
        .switchIfEmpty(Mono.error(CONFLICT::exception))
        .then();
  }

  private Mono<Boolean> isListed(Caller caller) {
    return devices.signingKey(caller.accountId(), caller.deviceId()).hasElement();
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return table.delete(accountId);
  }
}
