/** Mail waiting for one device: what can be asked of it, whatever stores it. */
@NullMarked
package chat.tacet.relay.mailbox;

import org.jspecify.annotations.NullMarked;
