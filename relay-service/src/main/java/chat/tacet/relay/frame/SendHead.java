package chat.tacet.relay.frame;

import java.util.Map;
import java.util.UUID;

/**
 * What a message says of itself: the room, and the versions of everything it was encrypted for.
 *
 * @param listVersions device list version by account
 * @param counter send counter of the sending device, at most 2^53 - 1
 * @param targeted whether it goes to some devices of the room only
 */
public record SendHead(
    UUID room,
    long roomVersion,
    Map<UUID, Long> listVersions,
    long counter,
    boolean silent,
    boolean targeted) {}
