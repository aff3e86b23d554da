/** How much may come at once. */
@NullMarked
package chat.tacet.gateway.throttle;

import org.jspecify.annotations.NullMarked;
