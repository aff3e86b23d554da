/** How much may come at once. */
@NullMarked
package chat.tacet.social.throttle;

import org.jspecify.annotations.NullMarked;
