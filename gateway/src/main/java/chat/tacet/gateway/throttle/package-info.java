/** How much one address and one account may ask for. */
@NullMarked
package chat.tacet.gateway.throttle;

import org.jspecify.annotations.NullMarked;
