/** Who may make an account: everybody, or who has an invitation. */
@NullMarked
package chat.tacet.auth.registration;

import org.jspecify.annotations.NullMarked;
