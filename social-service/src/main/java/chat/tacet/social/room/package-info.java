/**
 * Rooms and who is in them: direct ones, of two friends, everybody's own, and groups as everybody
 * else sees them. What groups are is decided by their logs, in {@code chat.tacet.social.group}.
 */
@NullMarked
package chat.tacet.social.room;

import org.jspecify.annotations.NullMarked;
