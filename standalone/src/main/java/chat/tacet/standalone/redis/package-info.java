/** The Redis that Tacet starts for itself when it is given none. */
@NullMarked
package chat.tacet.standalone.redis;

import org.jspecify.annotations.NullMarked;
