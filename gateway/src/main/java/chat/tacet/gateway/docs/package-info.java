/** The API documents of the services, shown to people under {@code /api/docs}. */
@NullMarked
package chat.tacet.gateway.docs;

import org.jspecify.annotations.NullMarked;
