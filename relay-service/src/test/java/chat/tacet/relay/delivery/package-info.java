/** Tests of the way of mail out of a mailbox. */
@NullMarked
package chat.tacet.relay.delivery;

import org.jspecify.annotations.NullMarked;
