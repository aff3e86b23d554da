/** Frames from the wire, validated once, and frames to it. */
@NullMarked
package chat.tacet.relay.frame;

import org.jspecify.annotations.NullMarked;
