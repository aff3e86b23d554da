/** How a ratchet session begins: PQXDH. */
@NullMarked
package chat.tacet.client.protocol.handshake;

import org.jspecify.annotations.NullMarked;
