/** Every bound of the relay, in one table, with its reason. */
@NullMarked
package chat.tacet.relay.limits;

import org.jspecify.annotations.NullMarked;
