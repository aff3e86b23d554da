/** The mailbox held against its promises, on every Redis it may meet. */
@NullMarked
package chat.tacet.relay.limits;

import org.jspecify.annotations.NullMarked;
