/** How large and how long a call may be. */
@NullMarked
package chat.tacet.gateway.limits;

import org.jspecify.annotations.NullMarked;
