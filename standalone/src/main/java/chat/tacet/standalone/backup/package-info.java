/** Copies of what Tacet keeps, and bringing one back: {@code ./tacet backup}, {@code restore}. */
@NullMarked
package chat.tacet.standalone.backup;

import org.jspecify.annotations.NullMarked;
