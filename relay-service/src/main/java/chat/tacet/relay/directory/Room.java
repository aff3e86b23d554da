package chat.tacet.relay.directory;

import java.util.Set;
import java.util.UUID;

/** Who may write in a room; nobody when it is closed. */
public record Room(Set<UUID> members, boolean open) {}
