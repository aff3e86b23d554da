/** Which node gets a call. */
@NullMarked
package chat.tacet.gateway.route;

import org.jspecify.annotations.NullMarked;
