/** Presence where timing matters. */
@NullMarked
package chat.tacet.relay.presence;

import org.jspecify.annotations.NullMarked;
