/** Who is online, for friends only. */
@NullMarked
package chat.tacet.relay.presence;

import org.jspecify.annotations.NullMarked;
