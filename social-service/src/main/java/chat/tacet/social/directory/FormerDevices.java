package chat.tacet.social.directory;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Devices that a list named once and no newest list names any more. */
public interface FormerDevices {

  /** Whose device it was; empty if it is in the newest list (again). */
  Mono<UUID> formerOwner(UUID deviceId);
}
