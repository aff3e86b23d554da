/** Limits that an operator sets. */
@NullMarked
package chat.tacet.relay.limits;

import org.jspecify.annotations.NullMarked;
