/** Byte strings of known length, and how they are read and written. */
@NullMarked
package chat.tacet.client.protocol.bytes;

import org.jspecify.annotations.NullMarked;
