/** Who is connected to this node. */
@NullMarked
package chat.tacet.relay.roster;

import org.jspecify.annotations.NullMarked;
