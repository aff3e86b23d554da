/** The one door to Redis: bounded, non-blocking, scripts by their hash. */
@NullMarked
package chat.tacet.relay.redis;

import org.jspecify.annotations.NullMarked;
