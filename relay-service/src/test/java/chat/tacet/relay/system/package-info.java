@NullMarked
package chat.tacet.relay.system;

import org.jspecify.annotations.NullMarked;
