package chat.tacet.relay.removal;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.directory.Removal;
import chat.tacet.relay.directory.RemovedDevices;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Closes the sockets of devices that their account's list no longer names, and deletes their
 * mailboxes. Every node does all of it, and again for a while: another node may store mail for the
 * device as long as its directory is a little old. All of it may be repeated.
 */
public final class Removals implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Removals.class);

  /** Mailboxes deleted at the same time by one node. */
  private static final int CONCURRENCY = 16;

  private final RemovedDevices removed;
  private final Directory directory;
  private final Roster roster;
  private final Mailboxes mailboxes;
  private final RelayLimits.Removal limits;
  private final InstantSource clock;
  private volatile @Nullable Disposable running;

  public Removals(
      RemovedDevices removed,
      Directory directory,
      Roster roster,
      Mailboxes mailboxes,
      RelayLimits limits,
      InstantSource clock) {
    this.removed = removed;
    this.directory = directory;
    this.roster = roster;
    this.mailboxes = mailboxes;
    this.limits = limits.removal();
    this.clock = clock;
  }

  /** Handles one message of the channel. It may be lost: the set is read again soon. */
  public void heard(byte[] message) {
    removed
        .heard(message)
        .ifPresent(removal -> {
          var _ = carryOut(removal).subscribe();
        });
  }

  private Mono<Void> all() {
    return Mono.fromCompletionStage(removed::read)
        .flatMapIterable(found -> found)
        .flatMap(this::carryOut, CONCURRENCY)
        .then()
        .onErrorResume(failure -> {
          log.debug("removed devices were not read: {}", failure.toString());
          return Mono.empty();
        });
  }

  /** Never fails: what could not be done is done when the set is read again. */
  private Mono<Void> carryOut(Removal removal) {
    return Mono.fromCompletionStage(() -> directory.devices(removal.account(), Freshness.NOW))
        .flatMap(known -> {
          if (DeviceList.names(known, removal.device())) {
            return takeOut(removal);
          }
          return known.complete() ? end(removal) : Mono.empty();
        })
        .onErrorResume(failure -> {
          log.debug("a removed device is left for later: {}", failure.toString());
          return Mono.empty();
        });
  }

  private Mono<Void> end(Removal removal) {
    ConnectedDevice connected = roster.find(removal.device());
    if (connected != null && connected.address().account().equals(removal.account())) {
      connected.end(Goodbye.Code.LOGIN_ENDED, "this device was signed out");
    }
    boolean last = clock.millis() - removal.atMillis() > limits.repeatedFor().toMillis();
    return Mono.fromCompletionStage(() -> mailboxes.delete(removal.device()))
        .then(last ? Mono.defer(() -> takeOut(removal)) : Mono.empty());
  }

  private Mono<Void> takeOut(Removal removal) {
    return Mono.fromCompletionStage(() -> removed.takeOut(removal)).then();
  }

  @Override
  public void start() {
    running =
        Flux.interval(limits.every()).onBackpressureDrop().concatMap(tick -> all(), 1).subscribe();
  }

  @Override
  public void stop() {
    Disposable current = running;
    if (current != null) {
      current.dispose();
    }
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }
}
