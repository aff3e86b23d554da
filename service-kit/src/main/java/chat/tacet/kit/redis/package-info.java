/** How services whose work does not hang on Redis talk to it: bounded, and never blocking. */
@NullMarked
package chat.tacet.kit.redis;

import org.jspecify.annotations.NullMarked;
