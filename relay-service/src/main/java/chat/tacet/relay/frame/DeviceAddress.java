package chat.tacet.relay.frame;

import java.util.UUID;

/** One device of one account. */
public record DeviceAddress(UUID account, UUID device) {}
