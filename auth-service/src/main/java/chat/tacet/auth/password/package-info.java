/** The authentication key that stands for the password here: hashed, compared, never kept. */
@NullMarked
package chat.tacet.auth.password;

import org.jspecify.annotations.NullMarked;
