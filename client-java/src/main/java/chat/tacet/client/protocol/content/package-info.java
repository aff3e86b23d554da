/** What a message says, and how it is encrypted once for everybody. */
@NullMarked
package chat.tacet.client.protocol.content;

import org.jspecify.annotations.NullMarked;
