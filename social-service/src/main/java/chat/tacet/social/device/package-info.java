/** Signed device lists: verified, chained, stored as received. */
@NullMarked
package chat.tacet.social.device;

import org.jspecify.annotations.NullMarked;
