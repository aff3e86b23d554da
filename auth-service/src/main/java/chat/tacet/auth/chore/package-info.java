/** Work that happens by the clock. */
@NullMarked
package chat.tacet.auth.chore;

import org.jspecify.annotations.NullMarked;
