package chat.tacet.relay.directory;

import java.util.Set;
import java.util.UUID;

/** The devices of one account. */
public record DeviceList(Set<UUID> devices) {

  /** Whether there is a list and it names this device. */
  public static boolean names(Versioned<DeviceList> known, UUID device) {
    return known.value() != null && known.value().devices().contains(device);
  }
}
