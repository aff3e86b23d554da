/** The least that a safe relay could do, as a server. */
@NullMarked
package chat.tacet.benchmark.floor;

import org.jspecify.annotations.NullMarked;
