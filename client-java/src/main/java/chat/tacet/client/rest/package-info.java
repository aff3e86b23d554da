/** The HTTP calls of {@code contracts/rest.md}, typed and bounded. */
@NullMarked
package chat.tacet.client.rest;

import org.jspecify.annotations.NullMarked;
