/**
 * The relay without a socket, for programs that cannot keep one: the same messages, the same
 * checks, the same mailboxes.
 */
@NullMarked
package chat.tacet.relay.rest;

import org.jspecify.annotations.NullMarked;
