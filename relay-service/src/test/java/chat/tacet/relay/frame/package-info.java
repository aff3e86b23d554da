/** The decoder against everything a network may bring. */
@NullMarked
package chat.tacet.relay.frame;

import org.jspecify.annotations.NullMarked;
