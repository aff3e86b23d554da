/** Rooms and who is in them. So far direct ones: two friends. */
@NullMarked
package chat.tacet.social.room;

import org.jspecify.annotations.NullMarked;
