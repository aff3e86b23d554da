package chat.tacet.relay.directory;

import java.util.Set;
import java.util.UUID;

/** The friends of one account: who may see its presence. */
public record Circle(Set<UUID> friends) {}
