/** One WebSocket of one device, from the upgrade to the last frame. */
@NullMarked
package chat.tacet.relay.connection;

import org.jspecify.annotations.NullMarked;
