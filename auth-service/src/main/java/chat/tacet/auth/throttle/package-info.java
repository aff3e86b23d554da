/** How often something may be tried, by address and by account. */
@NullMarked
package chat.tacet.auth.throttle;

import org.jspecify.annotations.NullMarked;
