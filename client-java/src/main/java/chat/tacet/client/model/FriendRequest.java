package chat.tacet.client.model;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody asked somebody to be friends.
 *
 * @param incoming whether the other person asked
 * @param person the other one
 */
public record FriendRequest(UUID id, boolean incoming, Person person, Instant createdAt) {}
