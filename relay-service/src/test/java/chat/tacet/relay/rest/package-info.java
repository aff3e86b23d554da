/** The REST interface where timing matters. */
@NullMarked
package chat.tacet.relay.rest;

import org.jspecify.annotations.NullMarked;
