/** Entity tags: whoever reads something again is told when it is the same. */
@NullMarked
package chat.tacet.kit.etag;

import org.jspecify.annotations.NullMarked;
