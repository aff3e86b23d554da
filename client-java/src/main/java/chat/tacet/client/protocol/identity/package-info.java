/** Account identities, devices, and the signed lists that name them. */
@NullMarked
package chat.tacet.client.protocol.identity;

import org.jspecify.annotations.NullMarked;
