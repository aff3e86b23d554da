/**
 * How every Tacet service starts and stops: the same way alone in its process and beside the others
 * in one JVM.
 */
@NullMarked
package chat.tacet.kit.boot;

import org.jspecify.annotations.NullMarked;
