/** What the service as a whole is configured with. */
@NullMarked
package chat.tacet.social.system;

import org.jspecify.annotations.NullMarked;
