/** What the service is made of: security, limits, documentation. */
@NullMarked
package chat.tacet.auth.system;

import org.jspecify.annotations.NullMarked;
