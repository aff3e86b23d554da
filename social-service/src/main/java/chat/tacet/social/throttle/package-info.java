/** How often one person may do what. */
@NullMarked
package chat.tacet.social.throttle;

import org.jspecify.annotations.NullMarked;
