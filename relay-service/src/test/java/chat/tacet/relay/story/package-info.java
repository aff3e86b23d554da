/** Stories of people whose devices meet at a relay, over real sockets and a real Redis. */
@NullMarked
package chat.tacet.relay.story;

import org.jspecify.annotations.NullMarked;
