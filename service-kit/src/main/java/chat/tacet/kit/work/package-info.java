/** Work that services do by the clock. */
@NullMarked
package chat.tacet.kit.work;

import org.jspecify.annotations.NullMarked;
