/** The end of devices that their account signed out: no socket, no mailbox. */
@NullMarked
package chat.tacet.relay.removal;

import org.jspecify.annotations.NullMarked;
