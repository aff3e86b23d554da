/** Parts of a connection by themselves. */
@NullMarked
package chat.tacet.relay.connection;

import org.jspecify.annotations.NullMarked;
