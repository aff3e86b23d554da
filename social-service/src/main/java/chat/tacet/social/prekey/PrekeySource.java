package chat.tacet.social.prekey;

import chat.tacet.social.device.Devices;
import chat.tacet.social.directory.DirectorySource;
import chat.tacet.social.directory.Publication;
import chat.tacet.social.directory.Topic;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells a person's devices that one of them, the subject, should publish more prekeys. */
@Component
final class PrekeySource implements DirectorySource {

  private final Devices devices;

  PrekeySource(Devices devices) {
    this.devices = devices;
  }

  @Override
  public Topic topic() {
    return Topic.PREKEYS_LOW;
  }

  @Override
  public Mono<Publication> current(UUID deviceId) {
    return devices
        .owner(deviceId)
        .map(owner -> Publication.notice(List.of(owner), Optional.of(deviceId)));
  }
}
