/** Who is at the other end of a request, as far as the gateway saw it. */
@NullMarked
package chat.tacet.kit.client;

import org.jspecify.annotations.NullMarked;
