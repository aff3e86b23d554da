/** Wiring, health and the end of the process. */
@NullMarked
package chat.tacet.relay.system;

import org.jspecify.annotations.NullMarked;
