package chat.tacet.relay.rest;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.token.Caller;
import chat.tacet.relay.connection.ListedDevices;
import chat.tacet.relay.connection.RelayServices;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.MailBatch;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Mail for devices without a socket. Of a device that has one, on whatever node, it is refused: the
 * socket is the one reader of its mailbox, and what it was given and has not acknowledged would be
 * given out twice. Sockets are never displaced from here. The lease that says so ends with the
 * socket, and a minute after a node that fell silent.
 */
public final class MailboxReading {

  private static final MailBatch NOTHING = new MailBatch(List.of(), true, null);

  private final RelayServices services;
  private final ListedDevices listed;
  private final RelayLimits.Rest limits;

  /** At most one waits for each device: a newer one sends the older one away. */
  private final ConcurrentMap<UUID, Sinks.Empty<MailBatch>> waiting = new ConcurrentHashMap<>();

  private volatile boolean open = true;

  public MailboxReading(RelayServices services, ListedDevices listed) {
    this.services = services;
    this.listed = listed;
    this.limits = services.limits().rest();
  }

  /**
   * Where a device stands.
   *
   * @param connected whether a socket has it
   * @param lastSendCounter [F-7] the highest counter accepted from it, 0 if none
   */
  record State(boolean connected, long lastSendCounter) {}

  Mono<State> state(Caller caller) {
    return requireListed(caller)
        .then(
            Mono.zip(
                isConnected(caller.deviceId()),
                asked(() -> services.mailboxes().lastSendCounter(caller.deviceId())),
                State::new));
  }

  /** Reads what waits after {@code after}, and waits for it if nothing does. */
  Mono<MailBatch> read(Caller caller, MailId after, int limit, Duration wait) {
    int most = Math.min(limit, limits.page());
    Duration longest = wait.compareTo(limits.longestWait()) < 0 ? wait : limits.longestWait();
    Mono<MailBatch> look =
        requireUnconnected(caller)
            .then(asked(() -> services.mailboxes().read(caller.deviceId(), after, most)));
    return requireListed(caller)
        .then(look)
        .flatMap(batch ->
            isSomething(batch) || longest.isZero()
                ? Mono.just(batch)
                : awaited(caller, look, longest));
  }

  private Mono<MailBatch> awaited(Caller caller, Mono<MailBatch> look, Duration longest) {
    Mono<MailBatch> found =
        Mono.defer(
                () -> {
                  // The login may have ended meanwhile.
                  services
                      .revocations()
                      .requireValid(caller.accountId(), caller.loginSessionId(), caller.deviceId());
                  return look;
                })
            .filter(MailboxReading::isSomething)
            .repeatWhenEmpty(times -> times.delayElements(limits.lookEvery()).take(longest));
    return Mono.using(
            () -> enter(caller.deviceId()),
            sentAway -> found.takeUntilOther(sentAway.asMono()),
            sentAway -> waiting.remove(caller.deviceId(), sentAway))
        .defaultIfEmpty(NOTHING);
  }

  /** Answers everybody who waits, and from now on nobody waits: this node ends. */
  public void sendAllAway() {
    open = false;
    waiting.values().forEach(Sinks.Empty::tryEmitEmpty);
  }

  private Sinks.Empty<MailBatch> enter(UUID device) {
    if (waiting.size() >= limits.maxWaiting() && !waiting.containsKey(device)) {
      throw CommonProblems.RATE_LIMITED.exception().withRetryAfter(limits.longestWait());
    }
    Sinks.Empty<MailBatch> mine = Sinks.empty();
    Sinks.Empty<MailBatch> older = waiting.put(device, mine);
    if (older != null) {
      older.tryEmitEmpty();
    }
    if (!open) {
      mine.tryEmitEmpty();
    }
    return mine;
  }

  /** A page with nothing on it that is not the last was only thinned out: it goes on behind it. */
  private static boolean isSomething(MailBatch batch) {
    return !batch.mails().isEmpty() || !batch.atEnd();
  }

  /** Deletes what waits of these. */
  Mono<Void> acknowledge(Caller caller, List<MailId> ids) {
    UUID device = caller.deviceId();
    return requireListed(caller)
        .then(requireUnconnected(caller))
        .then(asked(() -> services.mailboxes().find(device, ids)))
        .filter(held -> !held.isEmpty())
        .flatMap(held ->
            asked(() -> services.mailboxes().acknowledge(device, held))
                .doOnSuccess(done -> services.tally().acknowledged(held.size())));
  }

  private Mono<Void> requireListed(Caller caller) {
    return listed.require(new DeviceAddress(caller.accountId(), caller.deviceId()));
  }

  private Mono<Void> requireUnconnected(Caller caller) {
    return isConnected(caller.deviceId())
        .flatMap(connected ->
            connected ? Mono.error(RelayProblems.DEVICE_CONNECTED.exception()) : Mono.empty());
  }

  private Mono<Boolean> isConnected(UUID device) {
    return asked(() -> services.locator().find(List.of(device))).map(found -> !found.isEmpty());
  }

  private static <T> Mono<T> asked(Supplier<CompletionStage<T>> store) {
    return Mono.fromCompletionStage(store)
        .onErrorMap(
            failure -> !(failure instanceof ProblemException),
            failure -> CommonProblems.UNAVAILABLE.exception());
  }
}
