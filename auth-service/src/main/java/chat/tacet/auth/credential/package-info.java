/** Changing the password. */
@NullMarked
package chat.tacet.auth.credential;

import org.jspecify.annotations.NullMarked;
