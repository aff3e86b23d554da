/** Who is calling: access tokens and connection tickets, checked the same way in every service. */
@NullMarked
package chat.tacet.kit.token;

import org.jspecify.annotations.NullMarked;
