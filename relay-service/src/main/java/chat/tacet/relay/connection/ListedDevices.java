package chat.tacet.relay.connection;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.token.Ticket;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.limits.RelayLimits;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Lets in only devices that the newest list of their account names: nobody encrypts for others, and
 * a login alone makes no device.
 */
public final class ListedDevices {

  /** How often the directory is looked at while a list may be on its way. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Directory directory;
  private final Duration publishedWithin;

  public ListedDevices(Directory directory, RelayLimits limits) {
    this.directory = directory;
    this.publishedWithin = limits.directory().publishedWithin();
  }

  /**
   * Completes if the ticket's device is named, also if it is only a moment later. Else fails with
   * {@code forbidden}, and with {@code unavailable} if that cannot be known.
   *
   * @param waits runs, perhaps several times, when it is not named yet
   */
  Mono<Void> require(Ticket ticket, Runnable waits) {
    return require(new DeviceAddress(ticket.accountId(), ticket.deviceId()), waits);
  }

  /** The same for a device that calls without a socket. */
  public Mono<Void> require(DeviceAddress device) {
    return require(device, () -> {});
  }

  private Mono<Void> require(DeviceAddress device, Runnable waits) {
    return look(device)
        .filter(known -> DeviceList.names(known, device.device()))
        .repeatWhenEmpty(times ->
            times.doOnNext(time -> waits.run()).delayElements(LOOK_EVERY).take(publishedWithin))
        .switchIfEmpty(Mono.defer(() -> look(device)))
        .onErrorMap(failure -> CommonProblems.UNAVAILABLE.exception())
        .flatMap(known -> judge(known, device));
  }

  private Mono<Versioned<DeviceList>> look(DeviceAddress device) {
    return Mono.defer(
        () -> Mono.fromCompletionStage(directory.devices(device.account(), Freshness.NOW)));
  }

  private static Mono<Void> judge(Versioned<DeviceList> known, DeviceAddress device) {
    if (DeviceList.names(known, device.device())) {
      return Mono.empty();
    }
    return Mono.error(
        known.complete()
            ? CommonProblems.FORBIDDEN
                .exception()
                .withDetail("The account's newest device list does not name this device.")
            : CommonProblems.UNAVAILABLE.exception());
  }
}
