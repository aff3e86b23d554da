/** The mailbox in Redis Streams. */
@NullMarked
package chat.tacet.relay.mailbox.redis;

import org.jspecify.annotations.NullMarked;
