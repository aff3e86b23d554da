/** How to speak to each server. */
@NullMarked
package chat.tacet.benchmark.dialect;

import org.jspecify.annotations.NullMarked;
