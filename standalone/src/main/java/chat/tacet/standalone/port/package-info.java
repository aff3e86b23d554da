/** Ports of this machine that nobody has. */
@NullMarked
package chat.tacet.standalone.port;

import org.jspecify.annotations.NullMarked;
