/** Where requests and sockets go, and what happens when nobody is there. */
@NullMarked
package chat.tacet.gateway.route;

import org.jspecify.annotations.NullMarked;
