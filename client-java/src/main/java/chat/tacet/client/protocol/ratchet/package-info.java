/** One ratchet session: Double Ratchet with a post-quantum ratchet beside it. */
@NullMarked
package chat.tacet.client.protocol.ratchet;

import org.jspecify.annotations.NullMarked;
