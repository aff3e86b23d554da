/** What clients do, whatever they speak, and how it is timed. */
@NullMarked
package chat.tacet.benchmark.load;

import org.jspecify.annotations.NullMarked;
