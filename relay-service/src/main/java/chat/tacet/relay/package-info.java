@NullMarked
package chat.tacet.relay;

import org.jspecify.annotations.NullMarked;
