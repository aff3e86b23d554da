/** Accounts that nobody may sign in to for a while. */
@NullMarked
package chat.tacet.auth.suspension;

import org.jspecify.annotations.NullMarked;
