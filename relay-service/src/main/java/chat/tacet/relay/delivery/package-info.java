/** The way of mail into mailboxes and out of them. */
@NullMarked
package chat.tacet.relay.delivery;

import org.jspecify.annotations.NullMarked;
