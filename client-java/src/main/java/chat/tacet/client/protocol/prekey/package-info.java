/** Public keys published in advance, so that a ratchet session can begin while its peer is away. */
@NullMarked
package chat.tacet.client.protocol.prekey;

import org.jspecify.annotations.NullMarked;
