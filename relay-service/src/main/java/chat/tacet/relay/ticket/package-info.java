/** Connection tickets: one connection each. */
@NullMarked
package chat.tacet.relay.ticket;

import org.jspecify.annotations.NullMarked;
