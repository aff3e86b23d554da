/** The static web client, served from memory. */
@NullMarked
package chat.tacet.gateway.webclient;

import org.jspecify.annotations.NullMarked;
