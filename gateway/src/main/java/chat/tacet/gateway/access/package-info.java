/**
 * Who may pass: access tokens for calls, tickets and Origin for sockets. The services check again;
 * this is not the only lock.
 */
@NullMarked
package chat.tacet.gateway.access;

import org.jspecify.annotations.NullMarked;
