/** How keys and records are sealed at rest. */
@NullMarked
package chat.tacet.client.protocol.vault;

import org.jspecify.annotations.NullMarked;
