/** The relay beside its peers: what runs, in which order, and what is written down. */
@NullMarked
package chat.tacet.benchmark;

import org.jspecify.annotations.NullMarked;
