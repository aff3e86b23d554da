package chat.tacet.relay.directory;

import java.util.Set;
import java.util.UUID;

/** The devices of one account. */
public record DeviceList(Set<UUID> devices) {}
