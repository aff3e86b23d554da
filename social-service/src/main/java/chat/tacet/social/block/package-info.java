/** Who wants nothing to do with whom. */
@NullMarked
package chat.tacet.social.block;

import org.jspecify.annotations.NullMarked;
