/** Whether this process lives, and whether everything behind it is ready. */
@NullMarked
package chat.tacet.gateway.health;

import org.jspecify.annotations.NullMarked;
