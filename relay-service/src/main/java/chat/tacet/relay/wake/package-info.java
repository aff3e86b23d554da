/** Which node holds which device, and how nodes call each other. */
@NullMarked
package chat.tacet.relay.wake;

import org.jspecify.annotations.NullMarked;
