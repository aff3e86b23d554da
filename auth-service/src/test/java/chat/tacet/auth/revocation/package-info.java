/** Revocations that must not be forgotten too early. */
@NullMarked
package chat.tacet.auth.revocation;

import org.jspecify.annotations.NullMarked;
