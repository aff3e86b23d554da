/**
 * Groups: their membership logs, verified and replayed as {@code docs/spec/rooms.md} says, and kept
 * as they came.
 */
@NullMarked
package chat.tacet.social.group;

import org.jspecify.annotations.NullMarked;
