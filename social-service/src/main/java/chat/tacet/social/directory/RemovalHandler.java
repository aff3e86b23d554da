package chat.tacet.social.directory;

import chat.tacet.kit.outbox.OutboxHandler;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Has relays forget a device: its socket and the mail that waits for it. */
final class RemovalHandler implements OutboxHandler {

  private final FormerDevices devices;
  private final DirectorySource lists;
  private final Projection projection;

  /**
   * @param lists the source of {@code dir:devices}
   */
  RemovalHandler(FormerDevices devices, DirectorySource lists, Projection projection) {
    this.devices = devices;
    this.lists = lists;
    this.projection = projection;
  }

  @Override
  public String topic() {
    return Topic.DEVICES_REMOVED.name();
  }

  /** First the list: a relay takes no notice of a device that its list still names. */
  @Override
  public Mono<Void> publish(String subject) {
    var device = UUID.fromString(subject);
    return devices
        .formerOwner(device)
        .flatMap(owner ->
            lists
                .current(owner)
                .flatMap(publication -> Mono.justOrEmpty(publication.document()))
                .flatMap(projection::write)
                .then(projection.noteRemoved(owner, device)));
  }
}
