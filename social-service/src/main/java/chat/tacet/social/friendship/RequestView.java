package chat.tacet.social.friendship;

import chat.tacet.social.profile.User;
import java.util.UUID;

/**
 * An open request in a list.
 *
 * @param user the person on the other side
 * @param createdAt epoch milliseconds
 */
record RequestView(UUID requestId, User user, long createdAt) {}
