/** What was revoked, kept here and published to every service through Redis. */
@NullMarked
package chat.tacet.auth.revocation;

import org.jspecify.annotations.NullMarked;
