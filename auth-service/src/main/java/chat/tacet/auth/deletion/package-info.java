/** Accounts that end: by their owner's wish, or because they were never completed. */
@NullMarked
package chat.tacet.auth.deletion;

import org.jspecify.annotations.NullMarked;
