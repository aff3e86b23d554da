/** What one device keeps about one other device: all their ratchet sessions. */
@NullMarked
package chat.tacet.client.protocol.pair;

import org.jspecify.annotations.NullMarked;
