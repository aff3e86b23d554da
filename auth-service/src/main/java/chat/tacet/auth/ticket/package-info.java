/** Connection tickets for the relay's socket. */
@NullMarked
package chat.tacet.auth.ticket;

import org.jspecify.annotations.NullMarked;
