package chat.tacet.relay.directory;

import chat.tacet.contracts.relay.v1.DirectoryChanged;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something changed at {@code social-service}: who should hear of it, and which keys are stale. */
record DirectoryChange(
    DirectoryChanged.Topic topic, List<UUID> audience, @Nullable UUID subject, List<String> keys) {}
