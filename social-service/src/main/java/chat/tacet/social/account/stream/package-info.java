/** Reads from Redis which accounts the auth service deleted. */
@NullMarked
package chat.tacet.social.account.stream;

import org.jspecify.annotations.NullMarked;
