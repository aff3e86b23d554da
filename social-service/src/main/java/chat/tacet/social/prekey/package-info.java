/** Signed public keys with which others begin to write to a device that is offline. */
@NullMarked
package chat.tacet.social.prekey;

import org.jspecify.annotations.NullMarked;
