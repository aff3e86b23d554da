/** Redis servers for tests. */
@NullMarked
package chat.tacet.relay.redis;

import org.jspecify.annotations.NullMarked;
