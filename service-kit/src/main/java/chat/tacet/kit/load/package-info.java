/** When there is more to do than can be done. */
@NullMarked
package chat.tacet.kit.load;

import org.jspecify.annotations.NullMarked;
